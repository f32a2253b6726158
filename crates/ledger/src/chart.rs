//! The chart of accounts: instruments, real assets, flows, and the kinds of change of net worth.

macro_rules! chart {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident => $label:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum $name { $($(#[$doc])* $variant,)+ }

        impl $name {
            /// All of them, in the order of every matrix and file.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];
            /// How many there are.
            pub const COUNT: usize = Self::ALL.len();

            /// The name used in matrices, files and messages.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $label,)+ }
            }

            /// The position in [`Self::ALL`].
            #[must_use]
            pub const fn index(self) -> usize {
                self as usize
            }
        }
    };
}

chart! {
    /// Financial instruments: the asset of one agent and the liability of another.
    Instrument {
        /// Money: a claim on the issuer of money (the banking system).
        Deposits => "deposits",
        /// Amounts billed and not yet paid; the asset side is trade receivables.
        TradePayables => "trade payables",
        /// Loans with a schedule.
        TermLoans => "term loans",
        /// Drawn revolving credit.
        RevolvingLoans => "revolving loans",
        /// Loans secured on accelerators.
        AssetBackedLoans => "asset-backed loans",
        /// Corporate bonds.
        Bonds => "bonds",
        /// Notes that convert into equity.
        ConvertibleNotes => "convertible notes",
        /// Treasury bills and bonds.
        GovernmentSecurities => "government securities",
        /// Issued shares at market value, or at the value of the last round.
        Equity => "equity",
        /// Units of a fund, a pension claim or an insurance claim: what savers hold of institutional investors.
        FundShares => "fund shares",
        /// Capped claims on future profit.
        ProfitUnits => "profit-participation units",
        /// Prepaid compute: the cloud owes service.
        CloudCredits => "cloud credits",
        /// Prepaid seats and subscriptions: the vendor owes service.
        DeferredRevenue => "deferred revenue",
        /// Leases of data centres and equipment.
        Leases => "leases",
        /// Adjudicated damages and claims from broken commitments.
        Claims => "claims",
        /// Everything else that a published balance sheet holds against the rest of the economy.
        OtherClaims => "other claims",
    }
}

chart! {
    /// Real assets: they have an owner and no counter-liability.
    RealAsset {
        /// Accelerators and the network that connects them, at depreciated cost.
        Accelerators => "accelerators",
        /// Shells, power and cooling, at depreciated cost.
        DataCentres => "data centres",
        /// Property and equipment for other business, at depreciated cost.
        OtherFixedAssets => "other fixed assets",
        /// Inventories at cost.
        Inventories => "inventories",
        /// Goodwill, intangibles and whatever else the sheet holds that is nobody's liability.
        Intangibles => "intangibles and other",
    }
}

chart! {
    /// Why money (or an accrued claim) moved between two agents: the rows of the transaction-flow matrix.
    Flow {
        /// Accelerators and networking bought from chip makers.
        AcceleratorPurchases => "accelerator purchases",
        /// Data-centre construction and power equipment.
        DataCentreBuilding => "data-centre building",
        /// Other fixed investment.
        OtherInvestment => "other fixed investment",
        /// Wafers, memory, packaging and boards bought by chip makers.
        Components => "components",
        /// Compute bills.
        Compute => "compute",
        /// Model tokens sold through an API.
        TokenSales => "token sales",
        /// Seats sold to organisations.
        SeatSales => "seat sales",
        /// Subscriptions sold to consumers.
        Subscriptions => "subscriptions",
        /// Applications built on models, sold by start-ups.
        AppSales => "application sales",
        /// Advertising.
        Advertising => "advertising",
        /// The share of revenue owed to a strategic partner.
        RevenueShare => "revenue share",
        /// Licences for training data and content.
        DataLicences => "data licences",
        /// Settlements and damages.
        Settlements => "settlements",
        /// Electricity.
        Power => "power",
        /// Wages and salaries.
        Wages => "wages",
        /// Goods and services bought from other firms.
        IntermediateGoods => "intermediate goods and services",
        /// What the large companies sell that is not generative AI.
        OrdinaryRevenue => "ordinary revenue",
        /// Household consumption.
        Consumption => "consumption",
        /// Government purchases.
        GovernmentPurchases => "government purchases",
        /// Purchases by the rest of the world.
        Exports => "exports",
        /// Purchases from the rest of the world.
        Imports => "imports",
        /// Income and payroll taxes.
        IncomeTax => "income tax",
        /// Taxes on corporate profit.
        CorporateTax => "corporate tax",
        /// Benefits and transfers from government.
        SocialTransfers => "social transfers",
        /// Subsidies and grants.
        Subsidies => "subsidies",
        /// Interest.
        Interest => "interest",
        /// Fees.
        Fees => "fees",
        /// Dividends.
        Dividends => "dividends",
        /// Payments on profit-participation units.
        ProfitUnitPayments => "profit-unit payments",
        /// Funding of a division by its parent.
        IntragroupFunding => "intragroup funding",
        /// Losses of value in bankruptcy, paid to advisers and courts.
        BankruptcyCosts => "bankruptcy costs",
        /// Compensation of staff in shares, valued when granted.
        StockCompensation => "stock compensation",
    }
}

chart! {
    /// Changes of net worth that are not transactions with anybody.
    Change {
        /// Gains and losses of market value.
        Revaluation => "revaluation",
        /// Wear and obsolescence of real assets.
        Depreciation => "depreciation",
        /// Claims given up, and real assets written down.
        WriteOff => "write-off",
        /// Goods made for stock, net of goods taken from it.
        Production => "production to stock",
        /// Initial balances.
        Opening => "opening balances",
    }
}
