//! On which line of a document something stands.

use std::iter;

use roxmltree::Node;

/// Where each line of a document starts: counting them anew for each question would read the
/// document as often as there are questions.
#[derive(Debug)]
pub(crate) struct Lines(Vec<usize>);

impl Lines {
    pub(crate) fn of(text: &str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Self(iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect())
    }

    /// From 1.
    pub(crate) fn at(&self, node: Node<'_, '_>) -> u32 {
        let lines = self.0.partition_point(|start| *start <= node.range().start);
        u32::try_from(lines).unwrap_or(u32::MAX)
    }
}
