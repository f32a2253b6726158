//! What happens outside the company in one run: prices, failures, rationing and rents, month by month.

/// A maker of models over a run.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct VendorPath {
    /// Its name in the graph of dependencies.
    pub name: String,
    /// Price of a task over that of the opening, by month; after a failure the last one before it.
    pub price: Vec<f64>,
    /// Share of what is asked for that it can serve, by month.
    pub served: Vec<f64>,
    /// Share of the use of flat plans that it lets through, over that of the first month.
    pub flat_cap: Vec<f64>,
    /// Month of its failure, from 0.
    pub fails: Option<usize>,
}

/// All that a run says about the prices and the fate of a company's vendors.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MarketPath {
    /// Number of the run; the company's own draws have the same number.
    pub run: u32,
    /// Makers that the run knows.
    pub vendors: Vec<VendorPath>,
    /// Price of a task in the whole market over that of the first month: for makers that the run does not know.
    pub market_price: Vec<f64>,
    /// Price of a task with open weights at hosts, over that of the opening.
    pub open_price: Vec<f64>,
    /// Rent of an accelerator-hour over that of the first month.
    pub rent: Vec<f64>,
}

impl MarketPath {
    /// Months of the run.
    #[must_use]
    pub fn months(&self) -> usize {
        self.market_price.len()
    }

    /// The path of a maker, if the run knows it.
    #[must_use]
    pub fn vendor(&self, name: &str) -> Option<&VendorPath> {
        self.vendors.iter().find(|vendor| vendor.name == name)
    }

    /// The same with a vendor that fails in a month, whether the run knows it or not.
    #[must_use]
    pub fn with_failure(&self, name: &str, month: usize) -> Self {
        let mut changed = self.clone();
        if let Some(vendor) = changed.vendors.iter_mut().find(|vendor| vendor.name == name) {
            vendor.fails = Some(month.min(vendor.fails.unwrap_or(month)));
            return changed;
        }
        let months = self.months();
        changed.vendors.push(VendorPath {
            name: name.to_owned(),
            price: self.market_price.clone(),
            served: vec![1.0; months],
            flat_cap: vec![1.0; months],
            fails: Some(month),
        });
        changed
    }

    /// The same with a vendor that does not fail.
    #[must_use]
    pub fn without_failure(&self, name: &str) -> Self {
        let mut changed = self.clone();
        changed
            .vendors
            .iter_mut()
            .filter(|vendor| vendor.name == name)
            .for_each(|vendor| vendor.fails = None);
        changed
    }
}
