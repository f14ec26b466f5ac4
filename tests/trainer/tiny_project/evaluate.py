import keras
from data import load_data, make_dataset


def evaluate(experiment, folder):
    test = make_dataset(*load_data(experiment).test, experiment, shuffle=False)
    model = keras.saving.load_model(folder / "best.keras")
    return model.evaluate(test, verbose=0, return_dict=True)
