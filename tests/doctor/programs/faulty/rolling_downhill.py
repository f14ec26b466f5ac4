from sklearn.datasets import load_breast_cancer
from sklearn.preprocessing import StandardScaler
import keras
from keras import layers

keras.utils.set_random_seed(45)
x, y = load_breast_cancer(return_X_y=True)
x = StandardScaler().fit_transform(x)

model = keras.Sequential(
    [
        keras.Input((30,)),
        layers.Dense(32, activation="relu"),
        layers.Dense(16, activation="relu"),
        layers.Dense(1, activation="sigmoid"),
    ]
)
model.compile(
    optimizer=keras.optimizers.SGD(learning_rate=0.05, momentum=0.9999),
    loss="binary_crossentropy",
    metrics=["accuracy"],
)
model.fit(x[:420], y[:420], validation_data=(x[420:], y[420:]), epochs=30, batch_size=16, verbose=2)
print("accuracy", model.evaluate(x[420:], y[420:], verbose=0)[1])
