"""An old-school net: sigmoid units, squared error, plain SGD, two classes."""
from tensorflow import keras
from tensorflow.keras.layers import Dense
from sklearn.datasets import load_breast_cancer
from sklearn.preprocessing import scale
from sklearn.model_selection import train_test_split

keras.utils.set_random_seed(28)
X, t = load_breast_cancer(return_X_y=True)
X = scale(X)
X1, X2, t1, t2 = train_test_split(X, t, test_size=0.3, random_state=28)
net = keras.Sequential()
net.add(keras.Input((30,)))
net.add(Dense(12, activation='sigmoid'))
net.add(Dense(1, activation='sigmoid'))
net.compile(optimizer=keras.optimizers.SGD(0.5), loss='mse', metrics=['accuracy'])
net.fit(X1, t1, epochs=30, batch_size=16, validation_data=(X2, t2), verbose=2)
