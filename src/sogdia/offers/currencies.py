"""Names of currencies, so that a page needs no codes (workshop)."""

from __future__ import annotations

from typing import Final

NAMES: Final = {
    "AED": "UAE dirham", "AUD": "Australian dollar", "AZN": "Azerbaijani manat", "BDT": "Bangladeshi taka",
    "BRL": "Brazilian real", "CAD": "Canadian dollar", "CHF": "Swiss franc", "CNY": "Chinese yuan",
    "DKK": "Danish krone", "EGP": "Egyptian pound", "EUR": "euro", "GBP": "pound sterling", "IDR": "Indonesian rupiah",
    "INR": "Indian rupee", "JPY": "Japanese yen", "KES": "Kenyan shilling", "KGS": "Kyrgyz som",
    "KRW": "South Korean won", "KWD": "Kuwaiti dinar", "KZT": "Kazakhstani tenge", "MXN": "Mexican peso",
    "MYR": "Malaysian ringgit", "NGN": "Nigerian naira", "NOK": "Norwegian krone", "NZD": "New Zealand dollar",
    "PHP": "Philippine peso", "PKR": "Pakistani rupee", "PLN": "Polish zloty", "RUB": "Russian rouble",
    "SAR": "Saudi riyal", "SEK": "Swedish krona", "SGD": "Singapore dollar", "THB": "Thai baht", "TJS": "Tajik somoni",
    "TRY": "Turkish lira", "TZS": "Tanzanian shilling", "UGX": "Ugandan shilling", "USD": "US dollar",
    "UZS": "Uzbek sum", "VND": "Vietnamese dong", "XAF": "CFA franc (Central Africa)", "XDR": "IMF drawing right",
    "XOF": "CFA franc (West Africa)", "ZAR": "South African rand",
}  # fmt: skip
"""Name by code. Source: ISO 4217."""


def in_words(code: str) -> str:
    """Give the name of a currency; its code where it is not in the list.

    Examples
    --------
    >>> in_words("AUD"), in_words("XXX")
    ('Australian dollar', 'XXX')
    """
    return NAMES.get(code, code)
