//! What a network must show when it is loaded: that it runs on every id and length its tokenizer makes, and whether a
//! text's answer stays the same when a longer text shares its batch.

use serde::Serialize;
use utoipa::ToSchema;

use super::network::{Network, NetworkError, Row};
use super::tokenizer::Tokenizer;

/// Difference of a logit below which padding counts as without influence: rounding of a masked transformer stays under
/// 1e-5 and dynamic quantisation's, which sees the whole batch, under a few hundredths, where a network that reads its
/// padding moves by tenths.
const TOLERANCE_FP32: f32 = 1e-4;
const TOLERANCE_INT8: f32 = 0.1;

/// What loading a network showed.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct SelfTest {
    /// Whether an answer is the same beside a longer text. Where it is not, only texts of equal length share a batch.
    pub padding_invariant: bool,
    /// Largest difference that padding made to a logit of the probes.
    #[schema(example = 0.0)]
    pub max_logit_difference: f32,
    /// Logits of one text.
    #[serde(skip)]
    pub columns: usize,
}

/// Runs the probes, and restricts the network's batches if padding changes its answers.
///
/// # Errors
/// When the network fails on a probe, as one whose embedding is smaller than the vocabulary does.
pub fn run(network: &mut Network, tokenizer: &Tokenizer, quantised: bool) -> Result<SelfTest, NetworkError> {
    let ids = |count: usize, step: usize| -> Vec<u32> {
        let size = tokenizer.vocabulary_size().max(1);
        // Any ids do; a multiplicative walk over the vocabulary meets frequent and rare ones alike.
        (0..count).map(|at| u32::try_from((at + 1) * step % size).unwrap_or_default()).collect()
    };
    let longest = ids(tokenizer.limit(), 7919);
    let failed = |what| move |source| NetworkError::SelfTest { what, source };
    let alone = |network: &Network, ids: &[u32]| network.run(0, &[Row { ids, length: ids.len() }]);
    alone(network, &[tokenizer.max_id()]).map_err(failed("its vocabulary's largest id"))?;
    let columns = alone(network, &longest).map_err(failed("a text of the longest length"))?[0].len();

    let mut difference = 0.0_f32;
    for (count, step) in [(1, 104_729), (3, 1_299_709), (7, 15_485_863)] {
        let short = ids(count.min(tokenizer.limit()), step);
        let by_itself = alone(network, &short).map_err(failed("a short text"))?;
        let neighbours = [Row { ids: &short, length: short.len() }, Row { ids: &longest, length: longest.len() }];
        let beside = network.run(0, &neighbours).map_err(failed("two texts of different lengths"))?;
        let moved = by_itself[0].iter().zip(&beside[0]).map(|(a, b)| (a - b).abs());
        difference = moved.fold(difference, f32::max);
    }
    let tolerance = if quantised { TOLERANCE_INT8 } else { TOLERANCE_FP32 };
    // Written so that a NaN counts as a difference.
    let padding_invariant = difference <= tolerance;
    if !padding_invariant {
        network.restrict_to_equal_lengths();
    }
    Ok(SelfTest { padding_invariant, max_logit_difference: difference, columns })
}
