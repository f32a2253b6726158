//! The formats that can be read, how each is recognised by its content, and which of them knows a bill best.

mod anthropic_console;
mod anthropic_report;
mod aws_cur;
mod azure_meter;
mod bill;
mod claude_code;
mod codex;
mod deepseek;
mod detect;
mod focus;
mod gcp;
pub mod generic;
mod helicone;
mod langfuse;
mod litellm;
mod openai;
mod openrouter;
mod otlp;

use std::io::{self, BufRead};

use crate::outlet::Outlet;

pub use detect::{Detection, detect};

/// A format of usage or of a bill.
///
/// In the order of trust: where several sources speak of one seller and day, the first of them with tokens counts the
/// tokens, and the first with a bill counts the money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// AWS Cost and Usage Report 2.0.
    AwsCur,
    /// Azure's cost export in the FOCUS schema.
    AzureFocus,
    /// Any bill in the FOCUS schema, 1.0 to 1.4.
    Focus,
    /// Google Cloud's detailed billing export as JSON.
    GcpBilling,
    /// Anthropic's usage report of messages, as JSON.
    AnthropicUsageReport,
    /// Usage as the Anthropic console exports it.
    AnthropicConsoleUsage,
    /// Anthropic's cost report, as JSON.
    AnthropicCostReport,
    /// Costs as the Anthropic console exports them.
    AnthropicConsoleCost,
    /// OpenAI's usage of completions, as JSON.
    OpenaiUsage,
    /// Usage as the OpenAI dashboard exports it.
    OpenaiDashboard,
    /// OpenAI's costs, as JSON.
    OpenaiCosts,
    /// DeepSeek's amounts by hour.
    DeepseekAmount,
    /// DeepSeek's costs by hour.
    DeepseekCost,
    /// OpenRouter's export of single generations.
    OpenrouterDetail,
    /// OpenRouter's activity by day, as JSON.
    OpenrouterActivity,
    /// OpenRouter's export of sums by day.
    OpenrouterAggregate,
    /// LiteLLM's spend logs, as CSV or JSON.
    Litellm,
    /// Helicone's requests.
    Helicone,
    /// Langfuse's observations.
    Langfuse,
    /// OpenTelemetry spans with GenAI attributes.
    Otlp,
    /// Any CSV, by a map of its columns.
    Generic,
    /// Session logs of Claude Code.
    ClaudeCode,
    /// Session logs of Codex.
    Codex,
}

impl Format {
    /// What it is called on the terminal.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::AwsCur => "AWS CUR 2.0",
            Self::AzureFocus => "Azure FOCUS",
            Self::Focus => "FOCUS",
            Self::GcpBilling => "Google Cloud billing",
            Self::AnthropicUsageReport => "Anthropic usage report",
            Self::AnthropicConsoleUsage => "Anthropic console usage",
            Self::AnthropicCostReport => "Anthropic cost report",
            Self::AnthropicConsoleCost => "Anthropic console cost",
            Self::OpenaiUsage => "OpenAI usage",
            Self::OpenaiDashboard => "OpenAI dashboard",
            Self::OpenaiCosts => "OpenAI costs",
            Self::DeepseekAmount => "DeepSeek amounts",
            Self::DeepseekCost => "DeepSeek costs",
            Self::OpenrouterDetail => "OpenRouter generations",
            Self::OpenrouterActivity => "OpenRouter activity",
            Self::OpenrouterAggregate => "OpenRouter sums",
            Self::Litellm => "LiteLLM spend logs",
            Self::Helicone => "Helicone requests",
            Self::Langfuse => "Langfuse observations",
            Self::Otlp => "OpenTelemetry spans",
            Self::Generic => "CSV by column map",
            Self::ClaudeCode => "Claude Code sessions",
            Self::Codex => "Codex sessions",
        }
    }

    /// Whether its cost is a computation of somebody who looks on, and no bill.
    #[must_use]
    pub fn observes(self) -> bool {
        matches!(self, Self::Litellm | Self::Helicone | Self::Langfuse | Self::Otlp)
    }

    /// Reads a file of this format.
    ///
    /// # Errors
    /// When the file cannot be read any further.
    pub fn read(
        self,
        input: &mut dyn BufRead,
        delimiter: u8,
        map: Option<&generic::ColumnMap>,
        out: &mut Outlet<'_>,
    ) -> io::Result<()> {
        let mut csv = |read: &mut crate::csv_file::ReadFields<'_>| {
            crate::csv_file::records(&mut *input, delimiter, out, read)
        };
        match self {
            Self::AwsCur => csv(&mut aws_cur::read),
            Self::AzureFocus | Self::Focus => csv(&mut focus::read),
            Self::GcpBilling => gcp::read(input, out),
            Self::AnthropicUsageReport => anthropic_report::read_usage(input, out),
            Self::AnthropicCostReport => anthropic_report::read_cost(input, out),
            Self::AnthropicConsoleUsage => csv(&mut anthropic_console::read_usage),
            Self::AnthropicConsoleCost => csv(&mut anthropic_console::read_cost),
            Self::OpenaiUsage => openai::read_usage(input, out),
            Self::OpenaiCosts => openai::read_costs(input, out),
            Self::OpenaiDashboard => csv(&mut openai::read_dashboard),
            Self::DeepseekAmount => csv(&mut deepseek::read_amount),
            Self::DeepseekCost => csv(&mut deepseek::read_cost),
            Self::OpenrouterDetail => csv(&mut openrouter::read_detail),
            Self::OpenrouterAggregate => csv(&mut openrouter::read_aggregate),
            Self::OpenrouterActivity => openrouter::read_activity(input, out),
            Self::Litellm => litellm::read(input, delimiter, out),
            Self::Helicone => helicone::read(input, delimiter, out),
            Self::Langfuse => langfuse::read(input, delimiter, out),
            Self::Otlp => otlp::read(input, out),
            Self::ClaudeCode => claude_code::read(input, out),
            Self::Codex => codex::read(input, out),
            Self::Generic => {
                let none = generic::ColumnMap::default();
                let map = map.unwrap_or(&none);
                csv(&mut |record, line, out: &mut Outlet<'_>| generic::read(map, record, line, out))
            }
        }
    }
}

/// Whether a file is CSV rather than JSON, by its first letter.
fn is_csv(input: &mut dyn BufRead) -> io::Result<bool> {
    let first = input.fill_buf()?.iter().copied().find(|byte| !byte.is_ascii_whitespace());
    Ok(!matches!(first, Some(b'{' | b'[')))
}

/// Reads records that come as CSV, as lines of JSON, or as a JSON list.
fn csv_or_json(
    input: &mut dyn BufRead,
    delimiter: u8,
    out: &mut Outlet<'_>,
    read: fn(&dyn crate::record::Record, u64, &mut Outlet<'_>) -> Result<(), crate::record::Flaw>,
) -> io::Result<()> {
    if is_csv(input)? {
        return crate::csv_file::records(input, delimiter, out, &mut { read });
    }
    crate::json_file::lines_or_list(input, out, &mut |_, record, line, out| read(record, line, out))
}

/// A line of a vendor's name as its seller is called everywhere.
fn vendor(name: &str) -> &'static str {
    let name = name.to_ascii_lowercase();
    let known: [(&str, &str); 26] = [
        ("bedrock", "Amazon Bedrock"),
        ("aws", "Amazon Bedrock"),
        ("amazon", "Amazon Bedrock"),
        ("azure", "Microsoft Azure"),
        ("microsoft", "Microsoft Azure"),
        ("vertex", "Google Cloud"),
        ("openrouter", "OpenRouter"),
        ("anthropic", "Anthropic"),
        ("openai", "OpenAI"),
        ("deepseek", "DeepSeek"),
        ("gemini", "Google"),
        ("google", "Google"),
        ("gcp", "Google Cloud"),
        ("mistral", "Mistral"),
        ("cohere", "Cohere"),
        ("groq", "Groq"),
        ("fireworks", "Fireworks"),
        ("together", "Together AI"),
        ("deepinfra", "DeepInfra"),
        ("cerebras", "Cerebras"),
        ("x-ai", "xAI"),
        ("x_ai", "xAI"),
        ("xai", "xAI"),
        ("moonshot", "Moonshot"),
        ("novita", "Novita"),
        ("replicate", "Replicate"),
    ];
    known.iter().find(|(part, _)| name.contains(part)).map_or("", |(_, vendor)| vendor)
}

/// The seller of a call by what the file says of the provider: a vendor where it is known, and the word itself where not.
fn seller(provider: &str) -> String {
    match vendor(provider) {
        "" => crate::secret::name(provider),
        known => known.to_owned(),
    }
}

/// Ids of workspaces, projects and accounts are no secrets, and products are assigned by them; what else stands in their
/// place may be one.
fn public_id(id: &str) -> String {
    let is_id =
        id.len() <= 48 && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    if is_id && ["wrkspc_", "proj_"].iter().any(|prefix| id.starts_with(prefix)) {
        return id.to_owned();
    }
    crate::secret::name(id)
}
