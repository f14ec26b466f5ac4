def frame(inputs: dict[str, np.ndarray]) -> pd.DataFrame:
    """Put all columns into one table: numbers0, numbers1 ... categories0 ..."""
    parts = [pd.DataFrame(v).add_prefix(name) for name, v in inputs.items()]
    return pd.concat(parts, axis=1)


def for_linear() -> ColumnTransformer:
    """Numbers filled, flagged and scaled, categories one-hot, as for the network."""
    numbers = make_pipeline(
        SimpleImputer(strategy="median", add_indicator=True, keep_empty_features=True),
        StandardScaler(),
    )
    one_hot = OneHotEncoder(handle_unknown="infrequent_if_exist", min_frequency=5)
    return make_column_transformer((numbers, NUMBERS), (one_hot, CATEGORIES))


def for_trees() -> ColumnTransformer:
    """Categories numbered, numbers as they are: trees need no scale and take NaN."""
    numbered = OrdinalEncoder(
        handle_unknown="use_encoded_value", unknown_value=np.nan, max_categories=250
    )
    return make_column_transformer((numbered, CATEGORIES), remainder="passthrough")
