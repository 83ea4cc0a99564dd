using System.Numerics;

namespace ServeMulti.FaultLab.Fuzz;

/// <summary>Makes keys that all have one hash in the framework's table of text, which trusts its keys until it meets too many of one
/// hash.</summary>
internal static class HashCollisions
{
    private const uint Start = (5381 << 16) + 5381;

    /// <summary>Yields different keys of eight characters, none of which JSON has to escape.</summary>
    public static IEnumerable<string> Keys()
    {
        const uint First = 0x12345678;
        const uint Second = 0x0FEDCBA9;
        var letters = Enumerable.Range('a', 26).Select(letter => (char)letter).ToArray();
        foreach (var (a, b) in letters.SelectMany(_ => letters, (a, b) => (a, b)))
        {
            foreach (var (c, d) in letters.SelectMany(_ => letters, (c, d) => (c, d)))
            {
                // The second four characters undo what the first four did.
                var (p, q) = (Mix(Mix(Start) ^ Pair(a, b)) ^ First, Mix(Mix(Start) ^ Pair(c, d)) ^ Second);
                char[] key = [a, b, c, d, (char)(p & 0xFFFF), (char)(p >> 16), (char)(q & 0xFFFF), (char)(q >> 16)];
                if (key.All(letter => letter is > ' ' and < (char)0xD800 and not '"' and not '\\'))
                {
                    yield return new string(key);
                }
            }
        }
    }

    private static uint Mix(uint hash) => BitOperations.RotateLeft(hash, 5) + hash;

    private static uint Pair(char first, char second) => first | ((uint)second << 16);
}
