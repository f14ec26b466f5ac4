"""Q-learning in a corridor of 6 cells, goal at the right end."""
import random
from collections import deque

import keras
import numpy as np

keras.utils.set_random_seed(13)
CELLS, GAMMA = 6, 0.9
q_net = keras.Sequential([keras.Input((CELLS,)), keras.layers.Dense(24, activation="relu"), keras.layers.Dense(2)])
q_net.compile(optimizer=keras.optimizers.Adam(0.01), loss="mse")
memory = deque(maxlen=500)
eye = np.eye(CELLS, dtype="float32")
epsilon = 1.0

for episode in range(25):
    cell = 0
    for t in range(30):
        if random.random() < epsilon:
            action = random.randrange(2)
        else:
            action = int(np.argmax(q_net(eye[[cell]])[0]))
        nxt = max(0, cell - 1) if action == 0 else cell + 1
        done = nxt == CELLS - 1
        memory.append((cell, action, 1.0 if done else 0.0, nxt, done))
        cell = nxt
        if done:
            break
    epsilon = max(0.1, epsilon * 0.85)
    batch = random.sample(memory, min(32, len(memory)))
    s, a, r, s2, d = (np.array(v) for v in zip(*batch))
    target = q_net(eye[s]).numpy()
    best_next = q_net(eye[s2]).numpy().max(1)
    target[np.arange(len(a)), a] = r + GAMMA * best_next * (1 - d)
    q_net.fit(eye[s], target, epochs=2, verbose=0)
print("policy:", np.argmax(q_net(eye).numpy(), axis=1))
