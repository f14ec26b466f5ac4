"""Single stages of tf.data pipelines: whether they are certain, and how they are put elsewhere."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from keras import tree

from tutor.trainer.doctor.arrays import Array

_HARMLESS = re.compile(
    r"ReadFile|ReadVariable|VarHandle|Lookup|HashTable|Placeholder|Partitioned|If|While|Case|"
    r"Assert|Print|MatchingFiles|StatelessRandom|Decode|Dataset"
)
"""Operations that TensorFlow calls stateful although they neither draw nor change anything."""


class Unreadable(Exception):
    """The pipeline cannot be read beside the training without changing it."""


def require_certain(dataset: Any) -> None:
    """Raise Unreadable where a stage's function draws random numbers or runs Python code."""
    for wrapped in dataset._functions():
        graph = wrapped.function.graph
        operations = list(graph.get_operations())
        library = graph.as_graph_def().library.function
        names = {o.type for o in operations if o.op_def is not None and o.op_def.is_stateful}
        names |= {node.op for function in library for node in function.node_def if _stateful(node)}
        doubtful = [name for name in names if not _HARMLESS.search(name)]
        if doubtful:
            raise Unreadable(doubtful[0])


def _stateful(node: Any) -> bool:
    from tensorflow.python.framework import op_def_registry

    definition = op_def_registry.get(node.op)
    return definition is None or bool(definition.is_stateful)


def same_kind(one: Any, other: Any) -> bool:
    """True where elements of either specification could stand for those of the other."""
    try:
        tree.assert_same_structure(one, other)
    except (ValueError, TypeError):
        return False
    pairs = zip(tree.flatten(one), tree.flatten(other), strict=True)
    return all(a.is_compatible_with(b) or b.is_compatible_with(a) for a, b in pairs)


def mapped(source: Any, dataset: Any) -> Any:
    """The same traced function over another source: tracing it anew would run Python code."""
    from tensorflow.python.data.ops import dataset_ops
    from tensorflow.python.ops import gen_dataset_ops

    function = dataset._map_func.function
    variant = gen_dataset_ops.parallel_map_dataset_v2(
        source._variant_tensor,
        function.captured_inputs,
        num_parallel_calls=-1,
        f=function,
        deterministic="true",
        preserve_cardinality=True,
        **dataset._flat_structure,
    )
    return dataset_ops._VariantDataset(variant, dataset.element_spec)


def filtered(source: Any, dataset: Any) -> Any:
    """The same traced predicate over another source."""
    from tensorflow.python.data.ops import dataset_ops
    from tensorflow.python.ops import gen_dataset_ops

    predicate = dataset._predicate.function
    variant = gen_dataset_ops.filter_dataset(
        source._variant_tensor,
        other_arguments=predicate.captured_inputs,
        predicate=predicate,
        **dataset._flat_structure,
    )
    return dataset_ops._VariantDataset(variant, dataset.element_spec)


def through_buffer(order: Array, size: int, unit: int) -> Array:
    """Indices as a shuffle buffer of `size` elements of `unit` samples gives them out."""
    chance = np.random.default_rng(0)
    blocks = [order[start : start + unit] for start in range(0, len(order), unit)]
    if size >= len(blocks):
        return np.concatenate([blocks[i] for i in chance.permutation(len(blocks))])
    buffer, given = blocks[:size], []
    draws = chance.integers(0, max(1, size), len(blocks) - size)
    for block, place in zip(blocks[size:], draws, strict=True):
        given.append(buffer[place])
        buffer[place] = block
    return np.concatenate([*given, *buffer])
