namespace ServeMulti.Benchmarking;

/// <summary>Reads text that lies somewhere else, such as in a file.</summary>
/// <param name="buffer">Where to read to.</param>
/// <param name="offset">From which byte of the text.</param>
/// <returns>How many bytes were read: at least one, or 0 at the end.</returns>
/// <exception cref="IOException">The text cannot be read any more.</exception>
internal delegate int TextSource(Span<byte> buffer, long offset);
