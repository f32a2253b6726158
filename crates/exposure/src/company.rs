//! A company's own file: its products with their revenue, which keys, projects and tags are theirs, and exchange rates.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::row::Row;
use crate::secret::KeyHash;

/// Between the maker and the host of a fail-over.
const VIA: &str = " via ";

/// A product and what is known of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Product {
    /// Name.
    pub name: String,
    /// Revenue, US dollars a month.
    pub monthly_revenue_usd: Option<f64>,
    /// Share of a rise of cost that its customers can be made to pay.
    pub price_pass_through: Option<f64>,
    /// The least capable models that do.
    pub min_quality_tier: String,
    /// How easily it moves to another model: 0 not at all, 1 at once.
    pub portability: Option<f64>,
    /// Weeks until it does.
    pub failover_weeks: Option<f64>,
    /// Who stands in when its vendor fails: a maker, or a maker via a host as `Anthropic via Amazon Bedrock`.
    pub failover: String,
}

impl Product {
    /// Whether it asks for models of the frontier; so does one that does not say.
    #[must_use]
    pub fn asks_for_frontier(&self) -> bool {
        self.min_quality_tier.is_empty() || self.min_quality_tier.starts_with("frontier")
    }

    /// Who makes the models that stand in.
    #[must_use]
    pub fn failover_maker(&self) -> &str {
        self.failover.split(VIA).next().unwrap_or_default().trim()
    }

    /// Who serves the models that stand in: the host, or else their maker.
    #[must_use]
    pub fn failover_host(&self) -> &str {
        self.failover.rsplit(VIA).next().unwrap_or_default().trim()
    }
}

/// Seats and other plans at a price of a month, whatever is used.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct FlatPlan {
    /// Maker of the models.
    pub vendor: String,
    /// Product that it is for; empty for none.
    #[serde(default)]
    pub product: String,
    /// Price, US dollars a month.
    pub usd_per_month: f64,
    /// What the same use would cost by token, US dollars a month.
    pub worth_usd_per_month: f64,
}

/// What a company says of itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Company {
    /// Name.
    pub name: String,
    /// Cash, US dollars.
    pub cash_usd: Option<f64>,
    /// Costs beside tokens, US dollars a month.
    pub other_costs_usd_per_month: f64,
    /// How much more there is than the files hold: they may be those of a part of the traffic. Only the stress uses it.
    pub usage_multiple: f64,
    /// Flat plans.
    pub flat_plans: Vec<FlatPlan>,
    /// Own values, low, central and high, in the place of assumptions of the stress.
    pub assume: BTreeMap<String, [f64; 3]>,
    /// Products, in the order of the file.
    pub products: Vec<Product>,
    /// US dollars for one unit of a currency.
    pub usd_per: BTreeMap<String, f64>,
    rules: Vec<Rule>,
}

impl Default for Company {
    fn default() -> Self {
        Self {
            name: String::new(),
            cash_usd: None,
            other_costs_usd_per_month: 0.0,
            usage_multiple: 1.0,
            flat_plans: Vec::new(),
            assume: BTreeMap::new(),
            products: Vec::new(),
            usd_per: BTreeMap::new(),
            rules: Vec::new(),
        }
    }
}

/// A value of a field that makes a row one of a product.
#[derive(Debug, Clone, PartialEq)]
struct Rule {
    field: Field,
    value: String,
    hash: Option<KeyHash>,
    product: usize,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Field {
    Workspace,
    Project,
    Tag,
    Key,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CompanyFile {
    #[serde(default)]
    name: String,
    cash_usd: Option<f64>,
    other_costs_usd_per_month: Option<f64>,
    usage_multiple: Option<f64>,
    /// A CSV beside this file.
    products: Option<String>,
    #[serde(default)]
    flat_plan: Vec<FlatPlan>,
    #[serde(default)]
    assume: BTreeMap<String, [f64; 3]>,
    #[serde(default)]
    usd_per: BTreeMap<String, f64>,
}

impl CompanyFile {
    /// Whether its amounts can be.
    fn check(&self) -> Result<(), String> {
        let amounts = [
            ("cash_usd", self.cash_usd, 1e13),
            ("other_costs_usd_per_month", self.other_costs_usd_per_month, 1e12),
            ("usage_multiple", self.usage_multiple, 1e6),
        ];
        let plans = self.flat_plan.iter().flat_map(|plan| {
            [
                ("flat_plan.usd_per_month", Some(plan.usd_per_month), 1e12),
                ("flat_plan.worth_usd_per_month", Some(plan.worth_usd_per_month), 1e12),
            ]
        });
        for (name, value, most) in amounts.into_iter().chain(plans) {
            if let Some(value) = value.filter(|value| !(0.0..=most).contains(value)) {
                return Err(format!("{name}: found {value}, expected 0 to {most:e}"));
            }
        }
        Ok(())
    }
}

impl Company {
    /// Reads a company's TOML, or a CSV of products alone.
    ///
    /// # Errors
    /// File, line and what was expected.
    pub fn read(path: &Path) -> Result<Self, String> {
        let text = |path: &Path| {
            std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
        };
        let mut company = Self::default();
        if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv")) {
            company.read_products(&path.display().to_string(), &text(path)?)?;
            return Ok(company);
        }
        let file: CompanyFile = toml::from_str(&text(path)?)
            .map_err(|error| format!("{}: {}", path.display(), error.to_string().trim_end()))?;
        if let Some((currency, _)) = file.usd_per.iter().find(|(_, rate)| !(**rate > 0.0 && **rate < 1e6)) {
            let message = format!("{}: usd_per.{currency}: expected US dollars for one unit", path.display());
            return Err(message);
        }
        file.check().map_err(|error| format!("{}: {error}", path.display()))?;
        company.name = crate::secret::name(&file.name);
        company.cash_usd = file.cash_usd;
        company.other_costs_usd_per_month = file.other_costs_usd_per_month.unwrap_or(0.0);
        company.usage_multiple = file.usage_multiple.unwrap_or(1.0);
        company.flat_plans = file.flat_plan;
        for plan in &mut company.flat_plans {
            plan.vendor = crate::secret::name(&plan.vendor);
            plan.product = crate::secret::name(&plan.product);
        }
        company.assume = file.assume;
        company.usd_per = file.usd_per;
        if let Some(products) = file.products {
            let path = path.parent().unwrap_or(Path::new("")).join(products);
            company.read_products(&path.display().to_string(), &text(&path)?)?;
        }
        Ok(company)
    }

    /// Reads products: `product,match_field,match_value` and what else is known. Values are separated by `;`, fields by
    /// `|`.
    ///
    /// # Errors
    /// File, line and what was expected.
    pub fn read_products(&mut self, file: &str, text: &str) -> Result<(), String> {
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let broken = |error: csv::Error| format!("{file}: {error}");
        let header = reader.headers().map_err(broken)?.clone();
        for needed in ["product", "match_field", "match_value"] {
            if !header.iter().any(|column| column == needed) {
                return Err(format!(
                    "{file}, line 1: there is no column `{needed}`\n  hint: expected product,match_field,match_value \
                     and, where known, monthly_revenue_usd, price_pass_through, min_quality_tier, portability_0_1, failover"
                ));
            }
        }
        for record in reader.records() {
            let record = record.map_err(broken)?;
            let line = record.position().map_or(0, csv::Position::line);
            let cell = |name: &str| {
                let position = header.iter().position(|column| column == name);
                position.and_then(|position| record.get(position)).unwrap_or("")
            };
            let number = |name: &str, most: f64| match cell(name) {
                "" => Ok(None),
                text => text
                    .parse()
                    .ok()
                    .filter(|number| (0.0..=most).contains(number))
                    .map(Some)
                    .ok_or_else(|| {
                        format!("{file}, line {line}, column `{name}`: found `{text}`, expected 0 to {most}")
                    }),
            };
            self.products.push(Product {
                name: crate::secret::name(cell("product")),
                monthly_revenue_usd: number("monthly_revenue_usd", 1e12)?,
                price_pass_through: number("price_pass_through", 1.0)?,
                min_quality_tier: cell("min_quality_tier").to_owned(),
                portability: number("portability_0_1", 1.0)?,
                failover_weeks: number("failover_weeks", 520.0)?,
                failover: crate::secret::name(cell("failover")),
            });
            let product = self.products.len() - 1;
            for field in cell("match_field").split('|') {
                let field = match field.trim() {
                    "workspace" => Field::Workspace,
                    "project" => Field::Project,
                    "tag" => Field::Tag,
                    "key" => Field::Key,
                    other => {
                        return Err(format!(
                            "{file}, line {line}, column `match_field`: found `{other}`, expected workspace, project, \
                             tag or key, with | between several"
                        ));
                    }
                };
                for value in cell("match_value").split(';').map(str::trim).filter(|value| !value.is_empty()) {
                    let hash = KeyHash::of(value);
                    self.rules.push(Rule { field, value: value.to_owned(), hash, product });
                }
            }
        }
        Ok(())
    }

    /// The product of a row: by the rules in their order, or else what its tag says.
    #[must_use]
    pub fn product_of<'r>(&'r self, row: &'r Row) -> &'r str {
        let fits = |rule: &&Rule| match rule.field {
            Field::Workspace => rule.value == row.workspace,
            Field::Project => rule.value == row.project,
            Field::Tag => rule.value == row.tag,
            Field::Key => rule.value == row.key_name || (rule.hash.is_some() && rule.hash == row.key),
        };
        match self.rules.iter().find(fits) {
            Some(rule) => &self.products[rule.product].name,
            None => &row.tag,
        }
    }

    /// A product by its name.
    #[must_use]
    pub fn product(&self, name: &str) -> Option<&Product> {
        self.products.iter().find(|product| product.name == name)
    }

    /// US dollars of one unit of a currency; `None` without a rate.
    #[must_use]
    pub fn rate(&self, currency: &str) -> Option<f64> {
        match currency.is_empty() || currency.eq_ignore_ascii_case("usd") {
            true => Some(1.0),
            false => self.usd_per.get(&currency.to_ascii_uppercase()).copied(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_find_their_product() {
        let mut company = Company::default();
        let text =
            "product,match_field,match_value,monthly_revenue_usd\nbot,workspace|key,ws_1;sk-secret-1,100\n";
        company.read_products("products.csv", text).unwrap();
        let row = |workspace: &str, key: &str, tag: &str| Row {
            workspace: workspace.to_owned(),
            key: KeyHash::of(key),
            tag: tag.to_owned(),
            ..Row::default()
        };
        assert_eq!(company.product_of(&row("ws_1", "", "other")), "bot");
        assert_eq!(company.product_of(&row("", "sk-secret-1", "other")), "bot");
        assert_eq!(company.product_of(&row("", "sk-secret-2", "other")), "other");
    }

    #[test]
    fn errors_name_line_and_column() {
        let mut company = Company::default();
        let error = company.read_products("p.csv", "product,match_field\n").unwrap_err();
        assert!(error.contains("no column `match_value`") && error.contains("hint:"), "{error}");
        let text = "product,match_field,match_value,monthly_revenue_usd\nbot,color,red,1\n";
        let error = company.read_products("p.csv", text).unwrap_err();
        assert!(error.contains("line 2, column `match_field`: found `color`"), "{error}");
        let text = "product,match_field,match_value,monthly_revenue_usd\nbot,tag,red,much\n";
        let error = company.read_products("p.csv", text).unwrap_err();
        assert!(error.contains("column `monthly_revenue_usd`: found `much`"), "{error}");
    }
}
