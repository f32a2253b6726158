//! Special functions that distributions are made of: the normal law and the incomplete gamma and beta functions.

mod beta;
mod gamma;
mod invert;
mod normal;

pub use beta::{ln_beta, regularized_beta, regularized_beta_inverse};
pub use gamma::{
    gamma, ln_gamma, regularized_gamma_lower, regularized_gamma_lower_inverse, regularized_gamma_upper,
};
pub(crate) use normal::normal_ppf_in_place;
pub use normal::{normal_cdf, normal_pdf, normal_ppf};
