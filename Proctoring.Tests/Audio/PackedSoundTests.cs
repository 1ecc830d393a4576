using System.Buffers.Binary;
using Proctoring.Core.Audio;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Audio;

/// <summary>Sound that a page packed for a slow line is the same sound to the server.</summary>
public sealed class PackedSoundTests
{
    /// <summary>What the page makes of these samples (packed-sound.test.mjs).</summary>
    const string Packed = "00000000707715120198dbdbbcbcab9b09323745";

    static short Sample(int index) => (short)Math.Round(Math.Sin(index / 5.0) * (200 + 20 * index));

    [Fact]
    public void The_pages_bytes_become_its_samples_again()
    {
        var pcm = PackedSound.Unpack(Convert.FromHexString(Packed))!;

        Assert.Equal(32 * sizeof(short), pcm.Length);
        // The first samples find the size of the steps.
        for (var index = 4; index < 32; index++)
            Assert.InRange(BinaryPrimitives.ReadInt16LittleEndian(pcm.AsSpan(2 * index)) - Sample(index), -15, 15);
    }

    [Fact]
    public void The_tests_pack_like_the_page()
    {
        var pcm = new byte[64];
        for (var index = 0; index < 32; index++)
            BinaryPrimitives.WriteInt16LittleEndian(pcm.AsSpan(2 * index), Sample(index));

        Assert.Equal(Packed, Convert.ToHexStringLower(new SoundPacker().Pack(pcm)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("000000")]
    [InlineData("0000590070")]
    [InlineData("0000000170")]
    public void A_piece_without_a_possible_state_is_refused(string hex)
    {
        Assert.Null(PackedSound.Unpack(Convert.FromHexString(hex)));
    }

    [Fact]
    public async Task The_noise_of_packing_is_a_hundredth_of_a_voice()
    {
        Assert.SkipUnless(Speech.Missing is null, Speech.Missing ?? "");
        var voice = await Speech.PcmAsync();
        var packer = new SoundPacker();
        var (signal, noise) = (0.0, 0.0);
        for (var at = 0; at + 16_000 <= voice.Length; at += 16_000)
        {
            var piece = voice.AsSpan(at, 16_000);
            var unpacked = PackedSound.Unpack(packer.Pack(piece))!;
            for (var index = 0; index < piece.Length; index += 2)
            {
                double sample = BinaryPrimitives.ReadInt16LittleEndian(piece[index..]);
                signal += sample * sample;
                noise += Math.Pow(BinaryPrimitives.ReadInt16LittleEndian(unpacked.AsSpan(index)) - sample, 2);
            }
        }

        Assert.InRange(noise / signal, 0, 0.01);
    }
}
