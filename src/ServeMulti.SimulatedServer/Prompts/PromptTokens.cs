using System.Runtime.InteropServices;
using ServeMulti.Simulation.Engine;

namespace ServeMulti.Simulation.Prompts;

/// <summary>The tokens of a prompt: one for each run of characters without white space, or the numbers that the client sent.</summary>
/// <remarks>Only hashes are kept: what matters is how many tokens there are and which blocks equal those of another prompt.</remarks>
internal sealed class PromptTokens
{
    private const ulong OffsetBasis = 14695981039346656037;
    private const ulong Prime = 1099511628211;
    private readonly List<ulong> _tokens = [];

    /// <summary>Gets the number of tokens.</summary>
    public int Count => _tokens.Count;

    /// <summary>Adds one token for each word of the text.</summary>
    public void AddWords(ReadOnlySpan<char> text)
    {
        var hash = OffsetBasis;
        var inWord = false;
        foreach (var c in text)
        {
            if (!char.IsWhiteSpace(c))
            {
                hash = (hash ^ c) * Prime;
                inWord = true;
            }
            else if (inWord)
            {
                _tokens.Add(hash);
                hash = OffsetBasis;
                inWord = false;
            }
        }

        if (inWord)
        {
            _tokens.Add(hash);
        }
    }

    /// <summary>Adds one token by its number.</summary>
    public void AddId(long id) => _tokens.Add(Mix((ulong)id));

    /// <summary>Returns the hash of every full block, each chained to the one before: equal hashes mean equal prompts up to
    /// there.</summary>
    public ulong[] BlockHashes()
    {
        ReadOnlySpan<ulong> tokens = CollectionsMarshal.AsSpan(_tokens);
        var hashes = new ulong[tokens.Length / EngineOptions.BlockTokens];
        var parent = OffsetBasis;
        for (var block = 0; block < hashes.Length; block++)
        {
            foreach (var token in tokens.Slice(block * EngineOptions.BlockTokens, EngineOptions.BlockTokens))
            {
                parent = Mix(parent ^ token);
            }

            hashes[block] = parent;
        }

        return hashes;
    }

    /// <summary>Returns a hash of the whole prompt.</summary>
    public ulong PromptHash()
    {
        var hash = OffsetBasis;
        foreach (var token in _tokens)
        {
            hash = Mix(hash ^ token);
        }

        return hash;
    }

    // The finaliser of splitmix64, made sensitive to order by the addition.
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
