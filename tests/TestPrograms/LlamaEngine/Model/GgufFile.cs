using System.Runtime.InteropServices;
using System.Text;

namespace ServeMulti.LlamaEngine.Model;

/// <summary>Collects what a model consists of, and writes it as a GGUF file, version 3: header, key-value pairs, list of tensors, their
/// data.</summary>
/// <remarks>The format is little-endian: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md.</remarks>
internal sealed class GgufFile
{
    private const int Alignment = 32;
    private const uint Version = 3;

    private readonly List<(string Key, ValueType Type, Action<BinaryWriter> Write)> _pairs = [];
    private readonly List<(string Name, int[] Shape, TensorType Type, byte[] Data)> _tensors = [];

    private enum ValueType : uint
    {
        UInt32 = 4,
        Int32 = 5,
        Float32 = 6,
        Bool = 7,
        Text = 8,
        Array = 9,
    }

    private enum TensorType : uint
    {
        F32 = 0,
        F16 = 1,
    }

    public void Add(string key, int value) => _pairs.Add((key, ValueType.UInt32, w => w.Write((uint)value)));

    public void Add(string key, float value) => _pairs.Add((key, ValueType.Float32, w => w.Write(value)));

    public void Add(string key, bool value) => _pairs.Add((key, ValueType.Bool, w => w.Write(value)));

    public void Add(string key, string value) => _pairs.Add((key, ValueType.Text, w => WriteText(w, value)));

    public void Add(string key, IReadOnlyList<string> values) => AddArray(key, ValueType.Text, values, WriteText);

    public void Add(string key, IReadOnlyList<float> values) =>
        AddArray(key, ValueType.Float32, values, static (w, value) => w.Write(value));

    public void Add(string key, IReadOnlyList<int> values) => AddArray(key, ValueType.Int32, values, static (w, value) => w.Write(value));

    /// <summary>Adds a matrix, row by row.</summary>
    public void AddMatrix(string name, int rows, Half[] values) =>
        _tensors.Add((name, [values.Length / rows, rows], TensorType.F16, MemoryMarshal.AsBytes<Half>(values).ToArray()));

    public void AddVector(string name, float[] values) =>
        _tensors.Add((name, [values.Length], TensorType.F32, MemoryMarshal.AsBytes<float>(values).ToArray()));

    public void Write(Stream output)
    {
        using var writer = new BinaryWriter(output, Encoding.UTF8, leaveOpen: true);
        writer.Write("GGUF"u8);
        writer.Write(Version);
        writer.Write((ulong)_tensors.Count);
        writer.Write((ulong)_pairs.Count);
        foreach ((var key, var type, var write) in _pairs)
        {
            WriteText(writer, key);
            writer.Write((uint)type);
            write(writer);
        }

        WriteTensorList(writer);
        foreach ((_, _, _, var data) in _tensors)
        {
            Pad(writer);
            writer.Write(data);
        }

        Pad(writer);
    }

    private void WriteTensorList(BinaryWriter writer)
    {
        long offset = 0;
        foreach ((var name, var shape, var type, var data) in _tensors)
        {
            WriteText(writer, name);
            writer.Write((uint)shape.Length);
            foreach (var length in shape)
            {
                writer.Write((ulong)length);
            }

            writer.Write((uint)type);
            writer.Write((ulong)offset);
            offset += (data.Length + Alignment - 1) / Alignment * Alignment;
        }
    }

    private void AddArray<T>(string key, ValueType type, IReadOnlyList<T> values, Action<BinaryWriter, T> write) =>
        _pairs.Add((key, ValueType.Array, w => WriteArray(w, type, values, write)));

    private static void WriteArray<T>(BinaryWriter writer, ValueType type, IReadOnlyList<T> values, Action<BinaryWriter, T> write)
    {
        writer.Write((uint)type);
        writer.Write((ulong)values.Count);
        foreach (var value in values)
        {
            write(writer, value);
        }
    }

    private static void WriteText(BinaryWriter writer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
    }

    private static void Pad(BinaryWriter writer)
    {
        writer.Flush();
        writer.Write(new byte[(Alignment - (int)(writer.BaseStream.Position % Alignment)) % Alignment]);
    }
}
