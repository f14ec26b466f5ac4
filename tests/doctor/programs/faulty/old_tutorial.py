from keras.models import Sequential
from keras.layers import Dense, Input
from keras.optimizers import SGD
from sklearn.datasets import load_iris
from sklearn.preprocessing import scale

X, y = load_iris(return_X_y=True)
X = scale(X)
model = Sequential()
model.add(Input((4,)))
model.add(Dense(8, activation="relu"))
model.add(Dense(3, activation="softmax"))
sgd = SGD(lr=0.1, decay=1e-6, momentum=0.9, nesterov=True)
model.compile(loss="sparse_categorical_crossentropy", optimizer=sgd, metrics=["accuracy"])
model.fit(X, y, nb_epoch=20, batch_size=16)
