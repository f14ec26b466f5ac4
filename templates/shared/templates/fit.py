    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "best.keras"
    best_weights = experiment["regularization"]["best_weights"]
    model.fit(
        batches,
        validation_data=validation,
        epochs=epochs,
        shuffle=False,  # make_dataset has shuffled
        callbacks=[
            keras.callbacks.CSVLogger(folder / "history.csv"),
            *([SaveBest(file)] if best_weights else []),
            *early_stopping(experiment),
            *callbacks,
        ],
        verbose=verbose,
    )
    if best_weights:
        model.load_weights(file)
    else:
        save(model, file)
    return model
