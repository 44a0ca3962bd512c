"""What a project costs, earns and brings, in money and people, from arrays and tables."""

from sogdia.economy.chances import fan, triangular_draws
from sogdia.economy.cost_law import CostLaw, fit_cost_law, left_out, published_projects
from sogdia.economy.cost_splitting import Split, by_stand_alone_cost, shapley
from sogdia.economy.coverage import Cover, debt_service_cover
from sogdia.economy.data_centres import data_centre_musd
from sogdia.economy.demand_growth import DemandGrowth, demand_path
from sogdia.economy.discounting import annuity_factor, benefit_cost_ratio, npv, npv_of_many, payback_years
from sogdia.economy.effects import coefficients, effect
from sogdia.economy.electricity import cable_gwh, carbon_kt, data_centre_gwh
from sogdia.economy.gravity_estimates import gravity
from sogdia.economy.household_prices import affordability, retail_price
from sogdia.economy.jobs import Jobs, construction_person_years, operating_jobs
from sogdia.economy.joint_works import CoDeployment, co_deployment
from sogdia.economy.loans import Loan, grant_element, in_usd, payment_faults, repayment_schedule, yearly_service
from sogdia.economy.outage_cost import OutagesAvoided, connectivity_class, outage_cost_musd, outage_range_musd
from sogdia.economy.project_model import Project, Years, by_year, economic_npv
from sogdia.economy.rates_of_return import RateOfReturn, irr, irr_of_many, mirr
from sogdia.economy.reference_class import OutsideView, outside_view, reference_projects
from sogdia.economy.sensitivity import switching_value, tornado
from sogdia.economy.trade_equilibrium import Equilibrium, counterfactual
from sogdia.economy.wholesale_prices import change_per_year, price_path, sales_musd

__all__ = [
    "CoDeployment",
    "CostLaw",
    "Cover",
    "DemandGrowth",
    "Equilibrium",
    "Jobs",
    "Loan",
    "OutagesAvoided",
    "OutsideView",
    "Project",
    "RateOfReturn",
    "Split",
    "Years",
    "affordability",
    "annuity_factor",
    "benefit_cost_ratio",
    "by_stand_alone_cost",
    "by_year",
    "cable_gwh",
    "carbon_kt",
    "change_per_year",
    "co_deployment",
    "coefficients",
    "connectivity_class",
    "construction_person_years",
    "counterfactual",
    "data_centre_gwh",
    "data_centre_musd",
    "debt_service_cover",
    "demand_path",
    "economic_npv",
    "effect",
    "fan",
    "fit_cost_law",
    "grant_element",
    "gravity",
    "in_usd",
    "irr",
    "irr_of_many",
    "left_out",
    "mirr",
    "npv",
    "npv_of_many",
    "operating_jobs",
    "outage_cost_musd",
    "outage_range_musd",
    "outside_view",
    "payback_years",
    "payment_faults",
    "price_path",
    "published_projects",
    "reference_projects",
    "repayment_schedule",
    "retail_price",
    "sales_musd",
    "shapley",
    "switching_value",
    "tornado",
    "triangular_draws",
    "yearly_service",
]
