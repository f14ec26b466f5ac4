import keras
from keras import layers
from sklearn.datasets import load_digits

keras.utils.set_random_seed(56)
x, y = load_digits(return_X_y=True)
x = x / 16.0
y = keras.utils.to_categorical(y, 10)

model = keras.Sequential(
    [
        keras.Input((64,)),
        layers.Dense(64, activation="relu"),
        layers.Dense(10, activation="softmax"),
        layers.Dropout(0.5),
    ]
)
model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
model.fit(x[:1400], y[:1400], validation_data=(x[1400:], y[1400:]), epochs=12, batch_size=32, verbose=2)
print(model.evaluate(x[1400:], y[1400:], verbose=0))
