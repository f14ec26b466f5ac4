"""REINFORCE on a toy: keep a cart near the middle of a track."""
import numpy as np
import tensorflow as tf
import keras

keras.utils.set_random_seed(15)
rng = np.random.default_rng(15)


class Track:
    def reset(self):
        self.x, self.v, self.t = rng.uniform(-0.5, 0.5), rng.uniform(-0.1, 0.1), 0
        return np.array([self.x, self.v], "float32")

    def step(self, action):
        self.v += (0.1 if action == 1 else -0.1) + rng.normal(0, 0.01)
        self.x += self.v
        self.t += 1
        done = abs(self.x) > 1 or self.t >= 40
        return np.array([self.x, self.v], "float32"), 1.0, done


policy = keras.Sequential([keras.Input((2,)), keras.layers.Dense(16, activation="tanh"), keras.layers.Dense(1, activation="sigmoid")])
optimizer = keras.optimizers.Adam(0.03)
loss_fn = keras.losses.binary_crossentropy


@tf.function(reduce_retracing=True)
def prob(obs):
    return policy(obs)


@tf.function(reduce_retracing=True)
def learn(obs, actions, advantage):
    with tf.GradientTape() as tape:
        p = policy(obs)
        loss = tf.reduce_mean(loss_fn(actions, p) * advantage)
    grads = tape.gradient(loss, policy.trainable_variables)
    optimizer.apply_gradients(zip(grads, policy.trainable_variables))
    return loss


env = Track()
for update in range(18):
    seen, acts, gains, lengths = [], [], [], []
    for _ in range(8):
        obs, done, rewards = env.reset(), False, []
        while not done:
            left = float(prob(obs[None])[0, 0])
            action = int(rng.random() < left)
            seen.append(obs)
            acts.append([action])
            obs, r, done = env.step(action)
            rewards.append(r)
        total, ret = 0.0, []
        for r in reversed(rewards):
            total = r + 0.95 * total
            ret.append(total)
        gains += ret[::-1]
        lengths.append(len(rewards))
    gains = np.array(gains, "float32")
    gains = (gains - gains.mean()) / (gains.std() + 1e-6)
    loss = learn(np.array(seen), np.array(acts, "float32"), gains)
    print(f"update {update:2d}  loss {float(loss):+.3f}  mean length {np.mean(lengths):.1f}")
