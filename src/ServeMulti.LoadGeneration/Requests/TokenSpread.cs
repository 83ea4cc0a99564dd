namespace ServeMulti.LoadGeneration.Requests;

/// <summary>Spreads the tokens that a server counted over the chunks that arrived.</summary>
internal static class TokenSpread
{
    /// <summary>Returns the tokens of each chunk: between two counts of the server one each, and the rest by the lengths of the
    /// texts.</summary>
    /// <param name="lengths">The length of each chunk's text; not empty.</param>
    /// <param name="counts">What the server counted along the way.</param>
    /// <param name="tokens">The sum.</param>
    public static int[] Over(IReadOnlyList<int> lengths, IEnumerable<TokenCount> counts, int tokens)
    {
        var spread = new int[lengths.Count];
        var done = new TokenCount(0, 0);
        foreach (var count in counts.Append(new(lengths.Count, tokens)))
        {
            if (count.Chunks > done.Chunks)
            {
                var reached = Math.Clamp(count.Tokens, done.Tokens, tokens);
                Fill(spread.AsSpan(done.Chunks..count.Chunks), lengths, done.Chunks, reached - done.Tokens);
                done = new(count.Chunks, reached);
            }
        }

        // What was counted behind the last text, such as the token that ends an answer.
        spread[^1] += tokens - done.Tokens;
        return spread;
    }

    private static void Fill(Span<int> spread, IReadOnlyList<int> lengths, int first, int tokens)
    {
        var (each, rest) = tokens < spread.Length ? (0, tokens) : (1, tokens - spread.Length);
        var length = lengths.Skip(first).Take(spread.Length).Sum(text => (long)text);
        var total = length > 0 ? length : spread.Length;
        var upToHere = 0L;
        var given = 0L;
        for (var i = 0; i < spread.Length; i++)
        {
            // Rounding the running share, not each one, keeps the sum exact.
            upToHere += length > 0 ? lengths[first + i] : 1;
            var share = ((2L * rest * upToHere) + total) / (2 * total);
            spread[i] = each + (int)(share - given);
            given = share;
        }
    }
}
