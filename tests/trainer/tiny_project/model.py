import keras
from keras import layers


def build_model(experiment, input_shape, classes):
    return keras.Sequential(
        [
            keras.Input(input_shape),
            layers.Rescaling(1 / 255),
            layers.RandomFlip("horizontal"),
            layers.Conv2D(4, 3, name="conv"),
            layers.BatchNormalization(),
            layers.Activation(experiment["layers"]["activation"]),
            layers.Flatten(),
            layers.Dense(16, activation=experiment["layers"]["activation"], name="hidden"),
            layers.Dropout(0.2),
            layers.Dense(classes, activation="softmax", name="output"),
        ]
    )
