using Proctoring.Core.Vision;
using Xunit;

namespace Proctoring.Tests.Vision;

/// <summary>Embeddings survive storage and average to unit length.</summary>
public sealed class FaceEmbeddingTests
{
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Stored_bytes_give_the_same_embedding(bool first, bool second)
    {
        var embedding = new FaceEmbedding(first ? Vectors.Unit(1) : null, second ? Vectors.Dlib(2) : null);
        var back = FaceEmbedding.FromBytes(embedding.ToBytes());
        Assert.Equal(embedding.MobileFaceNet, back.MobileFaceNet);
        Assert.Equal(embedding.Dlib, back.Dlib);
    }

    [Fact]
    public void Damaged_bytes_are_refused_with_a_message()
    {
        var bytes = new FaceEmbedding(Vectors.Unit(1), Vectors.Dlib(2)).ToBytes();
        for (var length = 0; length < bytes.Length; length++)
            Assert.Throws<FormatException>(() => FaceEmbedding.FromBytes(bytes.AsSpan(0, length)));
        Assert.Throws<FormatException>(() => FaceEmbedding.FromBytes([.. bytes, 0]));
        Assert.Throws<FormatException>(() => FaceEmbedding.FromBytes([1, 0, 0, 0, 0]));
        var newer = bytes.ToArray();
        newer[0] = 2;
        Assert.Contains(
            "version 2",
            Assert.Throws<FormatException>(() => FaceEmbedding.FromBytes(newer)).Message,
            StringComparison.Ordinal
        );
        var infinite = new FaceEmbedding(Vectors.Unit(1), null);
        infinite.MobileFaceNet![3] = float.NaN;
        Assert.Throws<FormatException>(() => FaceEmbedding.FromBytes(infinite.ToBytes()));
    }

    [Fact]
    public void An_average_has_length_one_and_lies_between()
    {
        var (a, b) = (new FaceEmbedding(Vectors.Unit(1), null), new FaceEmbedding(Vectors.Unit(2), Vectors.Dlib(1)));
        var mean = FaceEmbedding.Average([a, b]);
        Assert.Equal(1, mean.MobileFaceNet!.Sum(x => x * x), 1e-4f);
        Assert.Equal(IdentityZones.Default.Similarity(mean, a), IdentityZones.Default.Similarity(mean, b with { Dlib = null }), 1e-4f);
        Assert.Equal(b.Dlib, mean.Dlib);
    }

    [Fact]
    public void There_is_no_average_of_nothing()
    {
        Assert.Throws<ArgumentException>(() => FaceEmbedding.Average([]));
        Assert.Throws<ArgumentException>(() => FaceEmbedding.Average([new FaceEmbedding(null, null)]));
    }
}
