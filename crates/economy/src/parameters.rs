//! All parameters of the economy, each declared beside the mechanism that reads it.

use jevons_parameters::parameters;

use crate::apps::StartupParameters;
use crate::apps::entry::EntryParameters;
use crate::chips::ChipParameters;
use crate::clouds::CloudParameters;
use crate::clouds::bargaining::BargainingParameters;
use crate::clouds::patience::BoardParameters;
use crate::consumers::ConsumerParameters;
use crate::consumers::bundling::BundlingParameters;
use crate::enterprises::EnterpriseParameters;
use crate::enterprises::choice::ChoiceParameters;
use crate::enterprises::competition::CompetitionParameters;
use crate::enterprises::funnel::SeatParameters;
use crate::enterprises::signalling::SignallingParameters;
use crate::enterprises::value::ValueParameters;
use crate::finance::FinanceParameters;
use crate::finance::forced_sales::LeverageParameters;
use crate::government::GovernmentParameters;
use crate::government::antitrust::AntitrustParameters;
use crate::government::copyright::CopyrightParameters;
use crate::government::patents::PatentParameters;
use crate::government::policy::PolicyParameters;
use crate::government::state::StateParameters;
use crate::households::HouseholdParameters;
use crate::households::capture::CaptureParameters;
use crate::households::demand_loop::DemandLoopParameters;
use crate::households::displacement::LabourParameters;
use crate::labs::LabParameters;
use crate::labs::plans::PlanParameters;
use crate::labs::pricing::PricingParameters;
use crate::labs::waterfall::WaterfallParameters;
use crate::open_weights::OpenWeightParameters;
use crate::open_weights::complement::ComplementParameters;
use crate::open_weights::hosting::HostingParameters;
use crate::open_weights::sponsors::SponsorParameters;
use crate::opening::recent::OpeningParameters;
use crate::other_ai::OtherAiParameters;
use crate::technology::TechnologyParameters;
use crate::technology::data::DataParameters;
use crate::technology::efficiency::EfficiencyParameters;
use crate::technology::techniques::TechniqueParameters;
use crate::technology::training::TrainingParameters;

parameters! {
    /// Every parameter of the economy.
    pub struct Parameters {
        /// The opening.
        opening: OpeningParameters,
        /// Technology.
        technology: TechnologyParameters,
        /// The training ladder.
        training: TrainingParameters,
        /// Efficiency.
        efficiency: EfficiencyParameters,
        /// Techniques.
        techniques: TechniqueParameters,
        /// Training data.
        data: DataParameters,
        /// Chips.
        chips: ChipParameters,
        /// Clouds.
        clouds: CloudParameters,
        /// Boards of the clouds.
        boards: BoardParameters,
        /// Agreements between clouds and labs.
        bargaining: BargainingParameters,
        /// Labs.
        labs: LabParameters,
        /// Prices of labs.
        pricing: PricingParameters,
        /// Units, payments and conversion.
        waterfall: WaterfallParameters,
        /// Tokens per task and flat plans.
        plans: PlanParameters,
        /// Hosts of open weights.
        open_weights: OpenWeightParameters,
        /// Sponsors of open weights.
        sponsors: SponsorParameters,
        /// Self-hosting.
        hosting: HostingParameters,
        /// The owner of applications.
        complement: ComplementParameters,
        /// App start-ups.
        apps: StartupParameters,
        /// Entry of start-ups.
        entry: EntryParameters,
        /// Other AI companies.
        other_ai: OtherAiParameters,
        /// Enterprises.
        enterprises: EnterpriseParameters,
        /// Seats of enterprises.
        seats: SeatParameters,
        /// Value of use.
        value: ValueParameters,
        /// Competition between adopters.
        competition: CompetitionParameters,
        /// Signalling.
        signalling: SignallingParameters,
        /// Choice of provider.
        choice: ChoiceParameters,
        /// Consumers.
        consumers: ConsumerParameters,
        /// Bundling and upsell.
        bundling: BundlingParameters,
        /// Households.
        households: HouseholdParameters,
        /// Displacement and ways back.
        labour: LabourParameters,
        /// The demand loop.
        demand_loop: DemandLoopParameters,
        /// Capture of labour savings.
        capture: CaptureParameters,
        /// Finance.
        finance: FinanceParameters,
        /// Shares held with borrowed money.
        leverage: LeverageParameters,
        /// Governments.
        government: GovernmentParameters,
        /// The state as buyer, patron and rescuer.
        state: StateParameters,
        /// Copyright.
        copyright: CopyrightParameters,
        /// Competition policy.
        antitrust: AntitrustParameters,
        /// Patents.
        patents: PatentParameters,
        /// Policy response.
        policy: PolicyParameters,
    }
}
