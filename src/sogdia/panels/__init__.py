"""Country-years: who accepted which framework when, which programmes reached whom, and what was seen to change."""
