namespace ServeMulti.LlamaEngine.Model;

/// <summary>A llama with random weights: its answers mean nothing, its work is that of a real model of its size.</summary>
internal static class RandomModel
{
    public const int MostContext = 4096;

    private const int Embedding = 256;
    private const int FeedForward = 704;
    private const int Heads = 4;
    private const int Seed = 7;

    /// <summary>The likeliest of ten thousand tokens lies at about four deviations. This makes the end of an answer the likeliest now and
    /// then.</summary>
    private const double EndScale = 2;

    /// <summary>Writes the model beside the file and moves it there, so that a reader never sees half of it.</summary>
    public static void Write(string path, int layers)
    {
        var beside = $"{path}.{Environment.ProcessId}";
        using (var output = File.Create(beside))
        {
            Make(layers).Write(output);
        }

        File.Move(beside, path, overwrite: true);
    }

    private static GgufFile Make(int layers)
    {
        var vocabulary = new Vocabulary();
        var file = new GgufFile();
        AddArchitecture(file, layers);
        AddTokenizer(file, vocabulary);
        AddWeights(file, layers, vocabulary.Texts.Count);
        return file;
    }

    private static void AddArchitecture(GgufFile file, int layers)
    {
        file.Add("general.architecture", "llama");
        file.Add("general.name", "tiny-random");
        file.Add("llama.context_length", MostContext);
        file.Add("llama.embedding_length", Embedding);
        file.Add("llama.block_count", layers);
        file.Add("llama.feed_forward_length", FeedForward);
        file.Add("llama.attention.head_count", Heads);
        file.Add("llama.attention.head_count_kv", Heads);
        file.Add("llama.attention.layer_norm_rms_epsilon", 1e-5f);
        file.Add("llama.rope.dimension_count", Embedding / Heads);
    }

    private static void AddTokenizer(GgufFile file, Vocabulary vocabulary)
    {
        file.Add("tokenizer.ggml.model", "llama");
        file.Add("tokenizer.ggml.tokens", vocabulary.Texts);
        file.Add("tokenizer.ggml.scores", vocabulary.Scores);
        file.Add("tokenizer.ggml.token_type", vocabulary.Kinds);
        file.Add("tokenizer.ggml.bos_token_id", Vocabulary.Begin);
        file.Add("tokenizer.ggml.eos_token_id", Vocabulary.End);
        file.Add("tokenizer.ggml.unknown_token_id", Vocabulary.Unknown);

        // As Qwen has it: a prompt has as many tokens as its text.
        file.Add("tokenizer.ggml.add_bos_token", false);
        file.Add("tokenizer.ggml.add_eos_token", false);
    }

    private static void AddWeights(GgufFile file, int layers, int tokens)
    {
        var random = new Random(Seed);
        file.AddMatrix("token_embd.weight", tokens, Draw(random, tokens, Embedding, 1));
        for (var layer = 0; layer < layers; layer++)
        {
            var block = $"blk.{layer}.";
            file.AddVector(block + "attn_norm.weight", Ones());
            file.AddVector(block + "ffn_norm.weight", Ones());
            foreach (var name in new[] { "attn_q", "attn_k", "attn_v", "attn_output" })
            {
                file.AddMatrix($"{block}{name}.weight", Embedding, Draw(random, Embedding, Embedding, 1));
            }

            file.AddMatrix(block + "ffn_gate.weight", FeedForward, Draw(random, FeedForward, Embedding, 1));
            file.AddMatrix(block + "ffn_up.weight", FeedForward, Draw(random, FeedForward, Embedding, 1));
            file.AddMatrix(block + "ffn_down.weight", Embedding, Draw(random, Embedding, FeedForward, 1));
        }

        file.AddVector("output_norm.weight", Ones());
        var output = Draw(random, tokens, Embedding, 2);
        foreach (ref var weight in output.AsSpan(Vocabulary.End * Embedding, Embedding))
        {
            weight = (Half)((double)weight * EndScale);
        }

        file.AddMatrix("output.weight", tokens, output);
    }

    /// <summary>Draws rows that turn a vector of ones' size into numbers of the given deviation.</summary>
    private static Half[] Draw(Random random, int rows, int columns, double deviation)
    {
        // Even between -w and w has the deviation w / √3, and is quicker to draw than a bell curve.
        var width = deviation * Math.Sqrt(3.0 / columns);
        var values = new Half[rows * columns];
        foreach (ref var value in values.AsSpan())
        {
            value = (Half)(((2 * random.NextDouble()) - 1) * width);
        }

        return values;
    }

    private static float[] Ones()
    {
        var ones = new float[Embedding];
        Array.Fill(ones, 1);
        return ones;
    }
}
