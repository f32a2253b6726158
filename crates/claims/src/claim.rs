//! A statement with where it stands, what it is about and how it is tested.

use std::collections::BTreeMap;

use jevons_facts::vocabulary;
use serde::Serialize;

use crate::assumption::AssumptionTest;
use crate::model::ModelTest;
use crate::record::{Figure, RecordTest};

vocabulary! {
    /// What sort of statement it is.
    Sort {
        /// A number is stated.
        Figure = "figure",
        /// How something works.
        Mechanism = "mechanism",
        /// What somebody thinks of it.
        Judgement = "judgement",
        /// What will come.
        Prediction = "prediction",
        /// Something that is asked.
        Question = "question",
    }
}

vocabulary! {
    /// The layer of the economy that it is about.
    Layer {
        /// Accelerators and those who make them.
        Chips = "chips",
        /// Power, water, sites.
        Energy = "energy",
        /// Large clouds.
        Clouds = "clouds",
        /// Accelerator clouds and hosts of models.
        InferenceProviders = "inference_providers",
        /// Makers of frontier models.
        Labs = "labs",
        /// Models with open weights and their sponsors.
        OpenWeights = "open_weights",
        /// Start-ups and software vendors that build on models.
        Apps = "apps",
        /// Companies that use AI.
        Enterprises = "enterprises",
        /// People who use AI.
        Consumers = "consumers",
        /// Work and wages.
        Labour = "labour",
        /// Venture capital, sovereign funds, other private money.
        Investors = "investors",
        /// Loans and bonds.
        Credit = "credit",
        /// Listed shares.
        PublicEquity = "public_equity",
        /// States.
        Government = "government",
        /// Courts, copyright, patents.
        Law = "law",
        /// Press and public opinion.
        Media = "media",
    }
}

/// A document in which statements stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Document {
    /// Name of its folder.
    pub id: String,
    /// Letters with which the ids of its statements begin.
    pub letters: String,
    /// Title.
    pub title: String,
    /// Who wrote or said it.
    pub author: String,
    /// When, as well as it is known.
    pub date: String,
    /// What sort of text it is, and what to know before quoting it.
    pub about: String,
    /// Known faults of the text that statements were taken from.
    pub faults: Vec<String>,
}

/// A statement and its tests.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Claim {
    /// Its id, such as `Z-081`.
    pub id: String,
    /// Id of the document.
    pub document: String,
    /// The statement, in our words.
    pub statement: String,
    /// Where it stands in the document: the words it begins with, or a time.
    pub place: String,
    /// The time it was said or is about; empty when it has none.
    pub date: String,
    /// What sort of statement it is.
    pub sort: Sort,
    /// Layer of the economy.
    pub layer: Layer,
    /// The number that was said, with its unit; empty when there is none.
    pub said: String,
    /// Who it is about.
    pub entities: Vec<String>,
    /// The statement that says the same and stands for both.
    pub canonical: Option<String>,
    /// Errors of the document that were put right here; what is tested is the corrected statement.
    pub corrections: Vec<String>,
    /// Remarks.
    pub note: Option<String>,
    /// Mechanisms of the model that it speaks of.
    pub mechanisms: Vec<String>,
    /// Scenarios that it speaks of.
    pub scenarios: Vec<String>,
    /// Numbers of the document that tests use.
    pub figures: BTreeMap<String, Figure>,
    /// The test against the record.
    pub record: Option<RecordTest>,
    /// The test against the assumptions.
    pub assumption: Option<AssumptionTest>,
    /// The test against the model.
    pub model: Option<ModelTest>,
    /// What would decide it, where no test of its own does.
    pub wanted: Option<String>,
    /// File that holds it.
    pub file: String,
    /// Line of that file, counted from 1.
    pub line: usize,
}

impl Claim {
    /// Whether it has a test of its own, other than saying that nothing public decides it.
    #[must_use]
    pub fn is_tested(&self) -> bool {
        self.record.as_ref().is_some_and(|record| record.holds.is_some())
            || self.assumption.is_some()
            || self.model.is_some()
    }

    /// Whether `text`, in lower case, occurs in what it says or is about.
    #[must_use]
    pub fn mentions(&self, text: &str) -> bool {
        let own = [&self.id, &self.statement, &self.place, &self.said].into_iter();
        own.chain(&self.entities)
            .chain(&self.mechanisms)
            .chain(&self.scenarios)
            .chain(&self.note)
            .any(|part| part.to_lowercase().contains(text))
    }
}
