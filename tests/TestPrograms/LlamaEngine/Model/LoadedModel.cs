using System.Runtime.InteropServices;
using System.Text;
using LLama;
using LLama.Common;
using LLama.Exceptions;
using LLama.Native;

namespace ServeMulti.LlamaEngine.Model;

/// <summary>The model in memory, with its tokenizer and room for so many requests at once.</summary>
internal sealed class LoadedModel : IDisposable
{
    private readonly LLamaWeights _weights;
    private readonly LLamaContext _context;
    private readonly string[] _pieces;

    private LoadedModel(LLamaWeights weights, LLamaContext context)
    {
        _weights = weights;
        _context = context;
        _pieces = [.. Enumerable.Range(0, weights.Vocab.Count).Select(ReadPiece)];
    }

    /// <summary>Gets the number of tokens that the model knows.</summary>
    public int TokenCount => _pieces.Length;

    /// <summary>Gets what evaluates batches; for one thread.</summary>
    public SafeLLamaContextHandle Context => _context.NativeHandle;

    /// <exception cref="BackendException">The native library does not load here, or it does not take the model.</exception>
    public static LoadedModel Load(EngineOptions options)
    {
        NativeLibraryConfig.All.WithLogCallback(
            static (level, text) =>
            {
                if (level == LLamaLogLevel.Error)
                {
                    Console.Error.Write(text);
                }
            }
        );
        var path = options.ModelFile ?? Path.Combine(Path.GetTempPath(), $"llama-engine-{Guid.NewGuid():N}.gguf");
        try
        {
            if (!File.Exists(path))
            {
                RandomModel.Write(path, options.Layers);
            }

            return Load(path, options);
        }
        catch (Exception exception)
            when (exception is RuntimeError or TypeInitializationException or DllNotFoundException or LoadWeightsFailedException)
        {
            var cause = exception is TypeInitializationException { InnerException: { } inner } ? inner : exception;
            throw new BackendException(
                $"the CPU backend of LLamaSharp does not load on this platform ({RuntimeInformation.RuntimeIdentifier}), or not this model ({path}): {cause.Message}",
                exception
            );
        }
        finally
        {
            if (options.ModelFile is null)
            {
                File.Delete(path);
            }
        }
    }

    /// <summary>Splits a text into tokens. Special tokens in it are text like any other.</summary>
    public int[] Tokenize(string text, bool addsSpecial) =>
        [.. _weights.Tokenize(text, addsSpecial, special: false, Encoding.UTF8).Select(static token => (int)token)];

    /// <summary>Returns the text of a token; none for a special one.</summary>
    public string Piece(int token) => _pieces[token];

    public void Dispose()
    {
        _context.Dispose();
        _weights.Dispose();
    }

    private static LoadedModel Load(string path, EngineOptions options)
    {
        var parameters = new ModelParams(path)
        {
            ContextSize = (uint)(options.ContextSize * options.Parallel),
            SeqMax = (uint)options.Parallel,
            KVUnified = true,
            BatchSize = (uint)options.BatchSize,
            UBatchSize = (uint)options.BatchSize,
            Threads = options.Threads,
            BatchThreads = options.Threads,
            GpuLayerCount = 0,

            // Not mapped: the file is deleted once it is read.
            LoadMode = LLamaLoadMode.None,
        };
        var weights = LLamaWeights.LoadFromFile(parameters);
        return new(weights, weights.CreateContext(parameters));
    }

    private string ReadPiece(int token)
    {
        Span<byte> bytes = stackalloc byte[64];
        var length = _weights.NativeHandle.TokenToSpan(token, bytes, 0, special: false);
        return Encoding.UTF8.GetString(bytes[..(int)length]);
    }
}
