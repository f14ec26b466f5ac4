import keras
from keras import initializers, layers
from sklearn.datasets import load_breast_cancer
from sklearn.preprocessing import MinMaxScaler

keras.utils.set_random_seed(53)
x, y = load_breast_cancer(return_X_y=True)
x = MinMaxScaler().fit_transform(x)
x_train, y_train, x_test, y_test = x[:420], y[:420], x[420:], y[420:]

threshold = initializers.Constant(-6.0)
model = keras.Sequential(
    [
        keras.Input((30,)),
        layers.Dense(32, activation="relu", bias_initializer=threshold),
        layers.Dense(16, activation="relu", bias_initializer=threshold),
        layers.Dense(1, activation="sigmoid"),
    ]
)
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, validation_data=(x_test, y_test), epochs=30, batch_size=16, verbose=2)
print("train accuracy", model.evaluate(x_train, y_train, verbose=0)[1])
