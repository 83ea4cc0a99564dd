using ServeMulti.Benchmarking;

namespace ServeMulti.Results.Folder;

/// <summary>Reads and writes the files of runs, which may hold more than memory takes: then their long values stay on the disk.</summary>
internal static class RunFiles
{
    private const int PieceLength = 64 * 1024;

    /// <summary>Returns whether the file of a run is read piece by piece.</summary>
    public static bool IsLong(long length) => length > ResultScan.LargestWhole;

    /// <summary>Reads the file of a run, ours or the original's.</summary>
    /// <param name="files">The disk.</param>
    /// <param name="path">The file.</param>
    /// <param name="stored">What was stored, where that is known.</param>
    /// <exception cref="InvalidInputException">The file does not hold one JSON object, or is not what was stored.</exception>
    public static RunObject ReadRun(this IFileSystem files, string path, StoredRun stored = default)
    {
        long length;
        using (var stream = files.OpenRead(path))
        {
            length = stream.Length;
            if (!IsLong(length))
            {
                var content = new byte[length];
                var read = stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
                return RunObject.Parse(stored.Check(content[..read]));
            }
        }

        return files.HoldsStored(path, stored)
            ? RunObject.From(ResultScan.Read(SourceOf(files, path, length)))
            : throw new InvalidInputException(UnreadableFile.ChangedContent);
    }

    /// <summary>Writes the file of a run. Long values are copied to it, and are read from it from now on.</summary>
    public static (long Length, ContentHash Hash) WriteRun(this IFileSystem files, string path, RunObject content)
    {
        if (!content.Fields.Any(field => field.Long is not null))
        {
            var json = content.ToJson();
            files.WriteWhole(path, json);
            return (json.Length, ContentHash.Of(json));
        }

        IReadOnlyList<(LongValue Value, long Start, long Length)> places = [];
        var length = 0L;
        files.WriteWhole(
            path,
            stream =>
            {
                places = content.WriteTo(stream);
                length = stream.Position;
            }
        );
        foreach (var (value, start, valueLength) in places)
        {
            value.MoveTo(SourceOf(files, path, length), start, valueLength);
        }

        return (length, files.HashOf(path));
    }

    /// <summary>Returns whether a file is what was stored, as far as the journal knows that.</summary>
    public static bool HoldsStored(this IFileSystem files, string path, StoredRun stored) =>
        stored.Line?.Stamp.Hash is not { } hash || hash == files.HashOf(path);

    /// <summary>Computes the hash of a file piece by piece.</summary>
    public static ContentHash HashOf(this IFileSystem files, string path)
    {
        using var stream = files.OpenRead(path);
        return ContentHash.Of(stream);
    }

    /// <summary>Copies the JSON of a file, without the white space at its end.</summary>
    public static void CopyTrimmed(this IFileSystem files, string path, Stream output)
    {
        using var stream = files.OpenRead(path);
        byte[] piece = new byte[PieceLength],
            held = new byte[PieceLength];
        var heldLength = 0;

        // A piece is held back until it is known not to be the last.
        while (stream.ReadAtLeast(piece, PieceLength, throwOnEndOfStream: false) is > 0 and var length)
        {
            output.Write(held.AsSpan(0, heldLength));
            (piece, held, heldLength) = (held, piece, length);
        }

        output.Write(held.AsSpan(0, heldLength).TrimEnd(" \t\r\n"u8));
    }

    /// <summary>Returns whether two files have the same content.</summary>
    public static bool HaveSameContent(IFileSystem files, string one, string other)
    {
        using var left = files.OpenRead(one);
        using var right = files.OpenRead(other);
        byte[] leftPiece = new byte[PieceLength],
            rightPiece = new byte[PieceLength];
        while (true)
        {
            var leftLength = left.ReadAtLeast(leftPiece, PieceLength, throwOnEndOfStream: false);
            var rightLength = right.ReadAtLeast(rightPiece, PieceLength, throwOnEndOfStream: false);
            if (!leftPiece.AsSpan(0, leftLength).SequenceEqual(rightPiece.AsSpan(0, rightLength)))
            {
                return false;
            }

            if (leftLength == 0)
            {
                return true;
            }
        }
    }

    /// <summary>No file is kept open: an experiment may have thousands of runs.</summary>
    private static TextSource SourceOf(IFileSystem files, string path, long length) =>
        (buffer, offset) =>
        {
            using var stream = files.OpenRead(path);
            if (stream.Length != length)
            {
                throw new IOException($"The file has another size than when it was read: '{path}'");
            }

            stream.Position = offset;
            return stream.Read(buffer);
        };
}
