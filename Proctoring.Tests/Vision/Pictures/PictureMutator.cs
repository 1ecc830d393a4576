using System.Buffers.Binary;
using OpenCvSharp;
using Proctoring.Tests.Support;

namespace Proctoring.Tests.Vision.Pictures;

/// <summary>Creates damaged and hostile pictures from good ones. The same seed and number always give the same file.</summary>
internal sealed class PictureMutator
{
    static readonly string[] PngChunks =
    [
        "IHDR",
        "PLTE",
        "tRNS",
        "IDAT",
        "IEND",
        "acTL",
        "fcTL",
        "fdAT",
        "tEXt",
        "iCCP",
        "eXIf",
        "gAMA",
        "zTXt",
    ];
    static readonly string[] WebPChunks = ["VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "EXIF", "ICCP", "XMP "];
    static readonly uint[] Lengths =
    [
        0,
        1,
        3,
        0x7F,
        0xFFFF,
        0x10000,
        0x40000000,
        0x7FFFFFF0,
        0x7FFFFFFF,
        0x80000000,
        0xFF000000,
        0xFFFFFFFF,
    ];

    readonly byte[][] seeds;
    readonly int seed;

    /// <param name="seed">Chooses the sequence of files.</param>
    public PictureMutator(int seed)
    {
        this.seed = seed;
        seeds = [.. Seeds()];
    }

    /// <summary>Creates a file.</summary>
    /// <param name="number">Its number in the sequence.</param>
    public byte[] Make(int number)
    {
        var random = new Random(HashCode(number));
        var file = seeds[random.Next(seeds.Length)].ToArray();
        for (var count = random.Next(1, 5); count > 0; count--)
            file = Mutate(file, random);
        return file;
    }

    /// <summary>A number that differs for each pair of seed and number, the same in every process.</summary>
    int HashCode(int number) => unchecked((seed * 397) ^ (number * (int)2654435761));

    static byte[] Mutate(byte[] file, Random random)
    {
        if (file.Length < 24)
            return file;
        return random.Next(14) switch
        {
            0 => FlipBits(file, random, file.Length),
            1 => FlipBits(file, random, Math.Min(file.Length, 64)),
            2 => file[..random.Next(file.Length)],
            3 => Insert(file, random),
            4 => Remove(file, random),
            5 => Repeat(file, random),
            6 => Overwrite(file, random),
            7 or 8 => file[0] == 0xFF ? JpegSegment(file, random) : Length(file, random),
            9 => file[0] == 0xFF ? JpegSize(file, random) : RiffOrPngSize(file, random),
            10 => file[0] == 0xFF ? JpegScans(file, random) : Chunk(file, random),
            11 => [.. file, .. Noise(random, random.Next(200))],
            12 => file[0] == 0x89 ? WrongFilters(random) : FlipBits(file, random, file.Length),
            _ => Splice(file, random),
        };
    }

    static byte[] FlipBits(byte[] file, Random random, int within)
    {
        for (var count = random.Next(1, 20); count > 0; count--)
            file[random.Next(within)] ^= (byte)(1 << random.Next(8));
        return file;
    }

    static byte[] Insert(byte[] file, Random random)
    {
        var at = random.Next(file.Length);
        return [.. file[..at], .. Noise(random, random.Next(1, 40)), .. file[at..]];
    }

    static byte[] Remove(byte[] file, Random random)
    {
        var at = random.Next(file.Length);
        return [.. file[..at], .. file[Math.Min(file.Length, at + random.Next(1, 40))..]];
    }

    static byte[] Repeat(byte[] file, Random random)
    {
        var (at, length) = (random.Next(file.Length), random.Next(1, 300));
        var part = file[at..Math.Min(file.Length, at + length)];
        return [.. file[..at], .. part, .. part, .. file[at..]];
    }

    static byte[] Overwrite(byte[] file, Random random)
    {
        var at = random.Next(file.Length);
        file.AsSpan(at, Math.Min(random.Next(1, 64), file.Length - at)).Fill((byte)random.Next(256));
        return file;
    }

    /// <summary>A chunk that announces a wrong length.</summary>
    static byte[] Length(byte[] file, Random random)
    {
        var at = random.Next(2) == 0 ? 8 : random.Next(file.Length - 4);
        var length = Lengths[random.Next(Lengths.Length)];
        if (file[0] == 'R')
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(random.Next(2) == 0 ? 4 : 16), length);
        else
            BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(at), length);
        return file;
    }

    static byte[] RiffOrPngSize(byte[] file, Random random)
    {
        var at = file[0] == 'R' ? 20 + random.Next(10) : 16 + random.Next(13);
        if (at + 4 <= file.Length)
            random.NextBytes(file.AsSpan(at, random.Next(1, 5)));
        return file;
    }

    static byte[] Chunk(byte[] file, Random random)
    {
        var body = Noise(random, random.Next(60));
        byte[] chunk =
            file[0] == 'R' ? CraftedPicture.WebPChunk(Name(WebPChunks, random), body) : CraftedPicture.Chunk(Name(PngChunks, random), body);
        var at = Math.Min(
            file.Length,
            file[0] == 'R' ? 12
                : random.Next(2) == 0 ? 33
                : random.Next(8, file.Length)
        );
        return [.. file[..at], .. chunk, .. file[at..]];
    }

    static byte[] Name(string[] names, Random random) => [.. names[random.Next(names.Length)].Select(letter => (byte)letter)];

    static byte[] WrongFilters(Random random) =>
        [
            .. CraftedPicture.PngStart(64, 64),
            .. CraftedPicture.PngData(64, 64, (byte)random.Next(3, 256)),
            .. CraftedPicture.Chunk("IEND"u8, []),
        ];

    static byte[] JpegSegment(byte[] file, Random random)
    {
        var segment = CraftedPicture.Segment((byte)random.Next(0xC0, 0x100), Noise(random, random.Next(80)));
        if (random.Next(2) == 0)
            (segment[2], segment[3]) = ((byte)random.Next(256), (byte)random.Next(256));
        var at = random.Next(2) == 0 ? 2 : random.Next(2, file.Length);
        return [.. file[..at], .. segment, .. file[at..]];
    }

    static byte[] JpegSize(byte[] file, Random random)
    {
        for (var at = 2; at + 9 < file.Length; at++)
        {
            if (file[at] != 0xFF || file[at + 1] is not (0xC0 or 0xC2))
                continue;
            random.NextBytes(file.AsSpan(at + 5, 4));
            break;
        }

        return file;
    }

    /// <summary>More scans, from a few to thousands.</summary>
    static byte[] JpegScans(byte[] file, Random random) =>
        random.Next(2) == 0
            ? CraftedPicture.ProgressiveJpeg(
                (ushort)random.Next(8, 1200),
                (ushort)random.Next(8, 1200),
                random.Next(8) == 0 ? 2000 : random.Next(30)
            )
            : Repeat(file, random);

    /// <summary>The beginning of one seed and the end of another part of the file.</summary>
    static byte[] Splice(byte[] file, Random random)
    {
        var (from, to) = (random.Next(file.Length), random.Next(file.Length));
        return [.. file[..from], .. file[to..]];
    }

    static byte[] Noise(Random random, int length)
    {
        var noise = new byte[length];
        random.NextBytes(noise);
        return noise;
    }

    /// <summary>Small good pictures of each format, and the animation that crashed OpenCV's reader.</summary>
    static IEnumerable<byte[]> Seeds()
    {
        const int Width = 64;
        const int Height = 48;
        using var pixels = new Mat(Height, Width, MatType.CV_8UC3);
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
                pixels.Set(y, x, new Vec3b((byte)(x * 4), (byte)(y * 5), (byte)((x * y) & 255)));
        }

        using var large = pixels.Resize(new Size(400, 300), 0, 0, InterpolationFlags.Cubic);
        using var grey = pixels.CvtColor(ColorConversionCodes.BGR2GRAY);
        using var clear = pixels.CvtColor(ColorConversionCodes.BGR2BGRA);
        foreach (var mat in new[] { pixels, large, grey })
        {
            yield return mat.ToBytes(".jpg", new ImageEncodingParam(ImwriteFlags.JpegQuality, 70));
            yield return mat.ToBytes(
                ".jpg",
                new ImageEncodingParam(ImwriteFlags.JpegQuality, 70),
                new ImageEncodingParam(ImwriteFlags.JpegProgressive, 1)
            );
            yield return mat.ToBytes(
                ".jpg",
                new ImageEncodingParam(ImwriteFlags.JpegQuality, 60),
                new ImageEncodingParam(ImwriteFlags.JpegRstInterval, 2)
            );
            yield return mat.ToBytes(".png");
            yield return mat.ToBytes(".webp", new ImageEncodingParam(ImwriteFlags.WebPQuality, 60));
        }

        yield return clear.ToBytes(".png");
        yield return clear.ToBytes(".webp", new ImageEncodingParam(ImwriteFlags.WebPQuality, 60));
        yield return pixels.ToBytes(".webp", new ImageEncodingParam(ImwriteFlags.WebPQuality, 101));
        yield return CraftedPicture.GreyJpeg(128, 96);
        yield return CraftedPicture.WithSegment(CraftedPicture.GreyJpeg(64, 64), 0xE1, CraftedPicture.ExifWithPlace(6));
        yield return
        [
            .. CraftedPicture.PngSignature,
            .. CraftedPicture.PngHeader(64, 64, interlace: 1),
            .. CraftedPicture.PngData(64, 90),
            .. CraftedPicture.Chunk("IEND"u8, []),
        ];
        yield return CraftedPicture.BrokenAnimation();
    }
}
