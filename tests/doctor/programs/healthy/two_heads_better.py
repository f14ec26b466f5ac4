"""Average of two different nets."""
import numpy as np
from tensorflow.keras import Input, Model, layers, utils
from tensorflow.keras.optimizers import Adam, RMSprop
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

utils.set_random_seed(47)
X, y = load_digits(return_X_y=True)
Xa, Xb, ya, yb = train_test_split(X / 16., y, test_size=0.3, random_state=47)


def dense_net():
    i = Input((64,))
    h = layers.Dense(40, activation='elu')(i)
    h = layers.Dropout(0.4)(h)
    return Model(i, layers.Dense(10, activation='softmax')(h), name='dense')


def conv_net():
    i = Input((64,))
    h = layers.Reshape((8, 8, 1))(i)
    h = layers.Conv2D(12, 3, activation='relu')(h)
    h = layers.Flatten()(h)
    return Model(i, layers.Dense(10, activation='softmax')(h), name='conv')


members = [dense_net(), conv_net()]
for net, opt in zip(members, [Adam(0.003), RMSprop(0.002)]):
    net.compile(optimizer=opt, loss='sparse_categorical_crossentropy', metrics=['accuracy'])
    net.fit(Xa, ya, epochs=15, batch_size=32, verbose=0, validation_data=(Xb, yb))
    print(net.name, net.evaluate(Xb, yb, verbose=0)[1])
together = np.mean([m.predict(Xb, verbose=0) for m in members], axis=0)
print('together', np.mean(together.argmax(1) == yb))
