using System.Numerics.Tensors;
using ServeMulti.LlamaEngine.Model;

namespace ServeMulti.LlamaEngine.Decoding;

/// <summary>Draws the next token from the scores of all. At temperature 0 it is the likeliest.</summary>
internal sealed class Sampler(double temperature, int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>Draws a token. The scores are overwritten.</summary>
    public int Draw(Span<float> logits, bool mayEnd)
    {
        // Bytes and special tokens have no text of their own.
        var end = logits[Vocabulary.End];
        logits[..Vocabulary.FirstPlain].Fill(float.NegativeInfinity);
        if (mayEnd)
        {
            logits[Vocabulary.End] = end;
        }

        if (temperature <= 0)
        {
            return TensorPrimitives.IndexOfMax<float>(logits);
        }

        TensorPrimitives.Multiply(logits, (float)(1 / temperature), logits);
        TensorPrimitives.SoftMax<float>(logits, logits);
        var rest = _random.NextDouble();
        for (var token = 0; token < logits.Length; token++)
        {
            rest -= logits[token];
            if (rest < 0)
            {
                return token;
            }
        }

        // What rounding has left over.
        return TensorPrimitives.IndexOfMax<float>(logits);
    }
}
