using System.Buffers.Binary;
using System.Numerics.Tensors;

namespace Proctoring.Core.Vision;

/// <summary>The vectors of a face from the embedders. At least one is present.</summary>
/// <param name="MobileFaceNet">192 numbers of length 1; null in a reference that another system stored.</param>
/// <param name="Dlib">128 numbers of dlib's ResNet, not normalized; null if it did not run.</param>
internal sealed record FaceEmbedding(float[]? MobileFaceNet, float[]? Dlib)
{
    const byte Version = 1;

    /// <summary>The number of days from which pictures were averaged. It is not stored.</summary>
    public int Days { get; init; } = 1;

    /// <summary>Decides whether two faces of one session have at least this similarity, by the vector that both have.</summary>
    public bool IsLike(FaceEmbedding other, float least) =>
        (MobileFaceNet, other.MobileFaceNet) is ({ } one, { } two)
            ? IdentityZones.Cosine(one, two) >= least
            : (Dlib, other.Dlib) is ({ } first, { } second) && 1 - TensorPrimitives.Distance<float>(first, second) >= least;

    /// <summary>Averages the vectors of several pictures of one person, which is steadier than a single picture.</summary>
    /// <exception cref="ArgumentException">There is no vector to average.</exception>
    public static FaceEmbedding Average(IEnumerable<FaceEmbedding> embeddings)
    {
        var all = embeddings.ToList();
        var main = Mean(all.Select(e => e.MobileFaceNet));
        if (main is not null)
            Vision.MobileFaceNet.Normalise(main);
        var dlib = Mean(all.Select(e => e.Dlib));
        if (main is null && dlib is null)
            throw new ArgumentException("There is no vector to average.", nameof(embeddings));
        return new FaceEmbedding(main, dlib);
    }

    /// <summary>Writes a version byte, then for each vector its length (0 if it is missing) and its numbers, little-endian.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[1 + Size(MobileFaceNet) + Size(Dlib)];
        bytes[0] = Version;
        var rest = Write(bytes.AsSpan(1), MobileFaceNet);
        Write(rest, Dlib);
        return bytes;
    }

    /// <summary>Reads the bytes that <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="FormatException">The bytes are of another version or damaged.</exception>
    public static FaceEmbedding FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            throw new FormatException("The face embedding is empty.");
        if (bytes[0] != Version)
            throw new FormatException($"The face embedding has version {bytes[0]}; this program reads version {Version}.");
        var rest = bytes[1..];
        var main = Read(ref rest, Vision.MobileFaceNet.VectorLength);
        var dlib = Read(ref rest, DlibFaceNet.VectorLength);
        if (!rest.IsEmpty || (main is null && dlib is null))
            throw new FormatException("The face embedding is damaged.");
        return new FaceEmbedding(main, dlib);
    }

    static float[]? Mean(IEnumerable<float[]?> vectors)
    {
        float[]? sum = null;
        var count = 0;
        foreach (var vector in vectors.OfType<float[]>())
        {
            sum ??= new float[vector.Length];
            TensorPrimitives.Add(sum, vector, sum);
            count++;
        }

        if (sum is not null)
            TensorPrimitives.Divide(sum, count, sum);
        return sum;
    }

    static int Size(float[]? vector) => sizeof(ushort) + (sizeof(float) * (vector?.Length ?? 0));

    static Span<byte> Write(Span<byte> target, float[]? vector)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(target, (ushort)(vector?.Length ?? 0));
        var at = sizeof(ushort);
        foreach (var number in vector ?? [])
        {
            BinaryPrimitives.WriteSingleLittleEndian(target[at..], number);
            at += sizeof(float);
        }

        return target[at..];
    }

    static float[]? Read(ref ReadOnlySpan<byte> source, int expected)
    {
        if (source.Length < sizeof(ushort))
            throw new FormatException("The face embedding is cut off.");
        var length = BinaryPrimitives.ReadUInt16LittleEndian(source);
        source = source[sizeof(ushort)..];
        if (length == 0)
            return null;
        if (length != expected || source.Length < length * sizeof(float))
            throw new FormatException("The face embedding is damaged.");
        var vector = new float[length];
        for (var i = 0; i < length; i++)
            vector[i] = BinaryPrimitives.ReadSingleLittleEndian(source[(i * sizeof(float))..]);
        source = source[(length * sizeof(float))..];
        return vector.All(float.IsFinite) ? vector : throw new FormatException("The face embedding is damaged.");
    }
}
