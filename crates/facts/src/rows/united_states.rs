//! The United States by sector and occupation, and its quarterly aggregates.

use super::{Context, Known, Source};
use crate::layout::Column;
use crate::period::{Period, Quarter};
use crate::provenance::{Provenance, sourced};
use crate::row::Row;
use crate::table::Table;
use crate::vocabulary::{Kind, Tier};

/// Declares a row of a wide table once: its fields, their columns and their bounds.
macro_rules! wide_row {
    (
        $(#[$meta:meta])*
        $name:ident, $columns:ident, $read:ident, $source:literal;
        key { #[doc = $key_doc:literal] $key:ident: $key_type:ty = $key_column:literal by $key_read:expr, }
        text { $(#[doc = $text_doc:literal] $text:ident = $text_column:literal,)* }
        numbers { $(#[doc = $number_doc:literal] $number:ident = $number_column:literal in $number_bounds:expr,)* }
        optional { $(#[doc = $option_doc:literal] $option:ident = $option_column:literal,)* }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name {
            #[doc = $key_doc] pub $key: $key_type,
            $(#[doc = $text_doc] pub $text: String,)*
            $(#[doc = $number_doc] pub $number: f64,)*
            $(#[doc = $option_doc] pub $option: Option<f64>,)*
            /// Where it comes from.
            pub provenance: Provenance,
        }

        sourced!($name);

        pub(crate) const $columns: &[Column] = &[
            Column { name: $key_column, form: "text", meaning: $key_doc.trim_ascii() },
            $(Column { name: $text_column, form: "text", meaning: $text_doc.trim_ascii() },)*
            $(Column { name: $number_column, form: "number", meaning: $number_doc.trim_ascii() },)*
            $(Column { name: $option_column, form: "number, may be empty", meaning: $option_doc.trim_ascii() },)*
        ];

        fn $read(row: Row<'_>, known: Known) -> $name {
            let mut provenance = row.provenance(Kind::Actual, Tier::B, known, NO_SOURCE);
            provenance.source_title = $source.to_owned();
            $name {
                $key: $key_read(row, $key_column),
                $($text: row.required($text_column).to_owned(),)*
                $($number: row.within($number_column, $number_bounds),)*
                $($option: row.optional_within($option_column, -1e9..=1e9),)*
                provenance,
            }
        }
    };
}

const NO_SOURCE: Source<'static> = Source { title: "", url: "", note: "" };

wide_row! {
    /// A sector of the economy in one year.
    UsSector, SECTORS, sector, "BEA input-output accounts";
    key {
        /// Code of the Bureau of Economic Analysis.
        bea_code: String = "bea_code" by owned,
    }
    text {
        /// Name of the sector.
        name = "name",
    }
    numbers {
        /// Gross output, million US dollars a year.
        gross_output_usd_mn = "gross_output_musd" in 0.0..=1e8,
        /// Value added, million US dollars a year.
        value_added_usd_mn = "value_added_musd" in -1e8..=1e8,
        /// Compensation of employees, million US dollars a year.
        compensation_usd_mn = "compensation_musd" in 0.0..=1e8,
        /// Gross operating surplus, million US dollars a year.
        operating_surplus_usd_mn = "operating_surplus_musd" in -1e8..=1e8,
        /// Taxes on production less subsidies, million US dollars a year.
        taxes_on_production_usd_mn = "taxes_on_production_musd" in -1e8..=1e8,
        /// Gross operating surplus, per cent of output.
        operating_surplus_pct_of_output = "operating_surplus_pct_of_output" in -200.0..=100.0,
        /// Operating surplus less capital consumption, per cent of output.
        net_operating_surplus_pct_of_output = "net_operating_surplus_pct_of_output" in -200.0..=100.0,
        /// Compensation, per cent of value added.
        labour_share_of_value_added_pct = "labour_share_of_va_pct" in 0.0..=200.0,
        /// Employees.
        employees = "employees" in 0.0..=5e8,
        /// Firms.
        firms = "firms" in 0.0..=1e8,
        /// Purchases of software, hosting and computer services, million US dollars a year.
        it_purchases_usd_mn = "it_purchases_511_514_5415_musd" in 0.0..=1e8,
        /// The same, per cent of output.
        it_purchases_pct_of_output = "it_purchases_pct_of_output" in 0.0..=100.0,
        /// Purchases of publishing and software (511), million US dollars a year.
        software_usd_mn = "software_511_musd" in 0.0..=1e8,
        /// Purchases of hosting and data processing (514), million US dollars a year.
        hosting_data_usd_mn = "hosting_data_514_musd" in 0.0..=1e8,
        /// Purchases of computer services (5415), million US dollars a year.
        computer_services_usd_mn = "computer_services_5415_musd" in 0.0..=1e8,
        /// Fixed assets, million US dollars.
        fixed_assets_usd_mn = "fixed_assets_musd" in 0.0..=1e9,
        /// Capital consumption, million US dollars a year.
        capital_consumption_usd_mn = "capital_consumption_musd" in 0.0..=1e8,
        /// Sales to households, million US dollars a year.
        sales_to_households_usd_mn = "sales_to_households_musd" in 0.0..=1e8,
        /// Sales to fixed investment, million US dollars a year.
        sales_to_fixed_investment_usd_mn = "sales_to_fixed_investment_musd" in 0.0..=1e8,
        /// Exports, million US dollars a year.
        exports_usd_mn = "exports_musd" in 0.0..=1e8,
        /// Imports, million US dollars a year.
        imports_usd_mn = "imports_musd" in 0.0..=1e8,
        /// Sales to government, million US dollars a year.
        sales_to_government_usd_mn = "sales_to_government_musd" in 0.0..=1e8,
    }
    optional {
        /// Compensation of one employee, US dollars a year.
        compensation_per_employee_usd = "compensation_per_employee_usd",
        /// Employees of one firm.
        employees_per_firm = "employees_per_firm",
        /// Purchases of information technology for one employee, US dollars a year.
        it_purchases_per_employee_usd = "it_purchases_per_employee_usd",
    }
}

wide_row! {
    /// Jobs, wages and exposure to language models in one sector.
    UsSectorLabour, SECTOR_LABOUR, sector_labour, "BLS OEWS; GPT-4 and human exposure ratings";
    key {
        /// Range of industry codes.
        industry: String = "oews_industry" by owned,
    }
    text {
        /// Name of the sector.
        name = "name",
    }
    numbers {
        /// Employees.
        employment = "employment" in 0.0..=5e8,
        /// Mean annual wage, US dollars.
        mean_wage_usd = "mean_wage" in 0.0..=1e7,
        /// 10 % point of the annual wage, US dollars.
        wage_p10_usd = "p10" in 0.0..=1e7,
        /// 25 % point of the annual wage, US dollars.
        wage_p25_usd = "p25" in 0.0..=1e7,
        /// Median annual wage, US dollars.
        wage_p50_usd = "median_wage" in 0.0..=1e7,
        /// 75 % point of the annual wage, US dollars.
        wage_p75_usd = "p75" in 0.0..=1e7,
        /// 90 % point of the annual wage, US dollars.
        wage_p90_usd = "p90" in 0.0..=1e7,
        /// White-collar core occupations, per cent of jobs.
        white_collar_core_pct = "white_collar_core_pct" in 0.0..=100.0,
        /// Professionals in education, health and social work, per cent of jobs.
        professional_education_health_social_pct = "professional_edu_health_social_pct" in 0.0..=100.0,
        /// Computer and mathematical occupations, per cent of jobs.
        computer_math_pct = "computer_math_pct" in 0.0..=100.0,
        /// Office and administrative occupations, per cent of jobs.
        office_admin_pct = "office_admin_pct" in 0.0..=100.0,
        /// Share of tasks exposed directly, rated by GPT-4.
        exposure_e1 = "exposure_E1" in 0.0..=1.0,
        /// The same with half of the tasks that need extra software.
        exposure_e1_half_e2 = "exposure_E1_halfE2" in 0.0..=1.0,
        /// The same with all tasks that need extra software.
        exposure_e1_e2 = "exposure_E1_E2" in 0.0..=1.0,
        /// Share of tasks exposed, with half of those that need extra software, rated by people.
        human_e1_half_e2 = "human_E1_halfE2" in 0.0..=1.0,
        /// Share of employment for which detailed occupations are known.
        detail_coverage = "detail_coverage" in 0.0..=1.0,
    }
    optional {}
}

wide_row! {
    /// Jobs, wages and exposure to language models in one group of occupations.
    UsOccupation, OCCUPATIONS, occupation, "BLS OEWS; GPT-4 and human exposure ratings";
    key {
        /// Major group of the Standard Occupational Classification.
        soc_major: String = "soc_major" by owned,
    }
    text {
        /// Name of the group.
        name = "name",
        /// White, blue or service collar.
        collar = "collar",
    }
    numbers {
        /// Employees.
        employment = "employment" in 0.0..=5e8,
        /// Per cent of all employees.
        share_pct = "share_pct" in 0.0..=100.0,
        /// Mean annual wage, US dollars.
        mean_wage_usd = "mean_wage" in 0.0..=1e7,
        /// 10 % point of the annual wage, US dollars.
        wage_p10_usd = "p10" in 0.0..=1e7,
        /// 25 % point of the annual wage, US dollars.
        wage_p25_usd = "p25" in 0.0..=1e7,
        /// Median annual wage, US dollars.
        wage_p50_usd = "median" in 0.0..=1e7,
        /// 75 % point of the annual wage, US dollars.
        wage_p75_usd = "p75" in 0.0..=1e7,
        /// 90 % point of the annual wage, US dollars.
        wage_p90_usd = "p90" in 0.0..=1e7,
        /// Share of tasks exposed directly, rated by GPT-4.
        exposure_e1 = "exposure_E1" in 0.0..=1.0,
        /// The same with half of the tasks that need extra software.
        exposure_e1_half_e2 = "exposure_E1_halfE2" in 0.0..=1.0,
        /// The same with all tasks that need extra software.
        exposure_e1_e2 = "exposure_E1_E2" in 0.0..=1.0,
        /// Share of tasks exposed directly, rated by people.
        human_e1 = "human_E1" in 0.0..=1.0,
        /// The same with half of the tasks that need extra software.
        human_e1_half_e2 = "human_E1_halfE2" in 0.0..=1.0,
        /// The same with all tasks that need extra software.
        human_e1_e2 = "human_E1_E2" in 0.0..=1.0,
    }
    optional {}
}

wide_row! {
    /// Aggregates of the United States in one quarter. Flows are per quarter, not annualised; rates are shares.
    UsMacroQuarter, MACRO, macro_quarter, "US national accounts and flow of funds";
    key {
        /// Calendar quarter.
        quarter: Quarter = "quarter" by quarter,
    }
    text {}
    numbers {
        /// Equity of banks at the end of the quarter, million US dollars.
        bank_equity_usd_mn = "bank_equity_stock_musd" in 0.0..=1e9,
        /// Federal funds rate, share per year.
        fed_funds_rate = "fed_funds_rate" in -0.1..=1.0,
        /// Cash of firms, million US dollars.
        firm_cash_usd_mn = "firm_cash_stock_musd" in 0.0..=1e9,
        /// Debt of firms, million US dollars.
        firm_debt_usd_mn = "firm_debt_stock_musd" in 0.0..=1e9,
        /// Deflator of gross domestic product.
        gdp_deflator = "gdp_deflator_quarterly" in 0.0..=100.0,
        /// Debt of government, million US dollars.
        government_debt_usd_mn = "government_debt_stock_musd" in 0.0..=1e9,
        /// Cash of households, million US dollars.
        household_cash_usd_mn = "household_cash_stock_musd" in 0.0..=1e9,
        /// Nominal gross domestic product, million US dollars a quarter.
        nominal_gdp_usd_mn = "nominal_gdp_quarterly" in 0.0..=1e9,
        /// Nominal wages, million US dollars a quarter.
        nominal_wages_usd_mn = "nominal_wages_quarterly" in 0.0..=1e9,
        /// Real exports, million US dollars a quarter.
        real_exports_usd_mn = "real_exports_quarterly" in 0.0..=1e9,
        /// Real fixed capital formation, million US dollars a quarter.
        real_fixed_capital_formation_usd_mn = "real_fixed_capitalformation_quarterly" in 0.0..=1e9,
        /// Real gross domestic product, million US dollars a quarter.
        real_gdp_usd_mn = "real_gdp_quarterly" in 0.0..=1e9,
        /// Real government consumption, million US dollars a quarter.
        real_government_consumption_usd_mn = "real_government_consumption_quarterly" in 0.0..=1e9,
        /// Real household consumption, million US dollars a quarter.
        real_household_consumption_usd_mn = "real_household_consumption_quarterly" in 0.0..=1e9,
        /// Real imports, million US dollars a quarter.
        real_imports_usd_mn = "real_imports_quarterly" in 0.0..=1e9,
        /// Unemployment rate, share of the labour force.
        unemployment_rate = "unemployment_rate_quarterly" in 0.0..=1.0,
    }
    optional {}
}

fn owned(row: Row<'_>, field: &str) -> String {
    row.required(field).to_owned()
}

fn quarter(row: Row<'_>, field: &str) -> Quarter {
    match row.period(field) {
        Period::Quarter(quarter) => quarter,
        period => {
            if period != Period::Instant(jiff::civil::Date::ZERO) {
                let message = format!("found `{period}`, expected a quarter such as 2025-Q3");
                row.fault(field, message, Some("year, hyphen, Q, 1 to 4".to_owned()));
            }
            Quarter::of(period.end())
        }
    }
}

/// Tables of one year are structural: any start may use them.
fn read_year<T>(
    table: &Table<'_>,
    context: &Context<'_>,
    stem: &str,
    read: fn(Row<'_>, Known) -> T,
) -> Vec<T> {
    let year = Period::Year(table.year().unwrap_or(context.rules.date.year()));
    let structural = context.rules.is_structural_table(stem);
    table.rows().map(|row| read(row, Known::after(year, context.rules).structural(structural))).collect()
}

pub(crate) fn read_sectors(table: &Table<'_>, context: &mut Context<'_>) -> Vec<UsSector> {
    read_year(table, context, "us_sectors", sector)
}

pub(crate) fn read_sector_labour(table: &Table<'_>, context: &mut Context<'_>) -> Vec<UsSectorLabour> {
    read_year(table, context, "us_sector_labour", sector_labour)
}

pub(crate) fn read_occupations(table: &Table<'_>, context: &mut Context<'_>) -> Vec<UsOccupation> {
    read_year(table, context, "us_occupations", occupation)
}

pub(crate) fn read_macro(table: &Table<'_>, context: &mut Context<'_>) -> Vec<UsMacroQuarter> {
    let read = |row: Row<'_>| {
        let period = Period::Quarter(quarter(row, "quarter"));
        macro_quarter(row, Known::after(period, context.rules))
    };
    table.rows().map(read).collect()
}
