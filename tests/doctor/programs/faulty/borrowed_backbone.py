import keras
from keras import layers
from sklearn.datasets import load_digits

keras.utils.set_random_seed(60)
digits = load_digits()
x, y = digits.images[..., None] / 16.0, digits.target

backbone = keras.Sequential(
    [
        keras.Input((8, 8, 1)),
        layers.Conv2D(8, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Conv2D(8, 2, activation="relu"),
        layers.GlobalAveragePooling2D(),
    ],
    name="backbone",
)
backbone.trainable = False

image = keras.Input((8, 8, 1))
h = backbone(image)
model = keras.Model(image, layers.Dense(10, activation="softmax")(h))
model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x[:1400], y[:1400], validation_data=(x[1400:], y[1400:]), epochs=12, batch_size=32, verbose=2)
print("accuracy", model.evaluate(x[1400:], y[1400:], verbose=0)[1])
