def joined(table: pd.DataFrame) -> np.ndarray:
    """Put the columns of text of each row one behind the other."""
    texts = table[TEXT[0]].str.cat([table[name] for name in TEXT[1:]], sep=" ")
    return texts.str.strip().to_numpy(object)


def numbers_of_labels(classes: list[int]) -> dict[str, int]:
    """Number the chosen classes from 0 on, by their labels in the file; [] is all."""
    chosen_classes = classes or range(len(LABELS))
    return {LABELS[number]: label for label, number in enumerate(chosen_classes)}
