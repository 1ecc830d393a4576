using System.Buffers.Binary;
using Microsoft.Extensions.Logging.Abstractions;
using Proctoring.Core.Audio;
using Proctoring.Core.Observations;
using Proctoring.Core.Vision.Onnx;
using Proctoring.Tests.Support;
using Proctoring.Tests.Vision.Onnx;
using Xunit;

namespace Proctoring.Tests.Audio;

/// <summary>Speech is detected in real sound, and other sound is not detected as speech.</summary>
public sealed class VoiceDetectorTests
{
    static readonly DateTime Start = new(2026, 11, 23, 10, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData(1.0, false)]
    [InlineData(0.05, false)]
    [InlineData(1.0, true)]
    [InlineData(0.05, true)]
    public async Task A_loud_and_a_quiet_voice_are_detected_also_if_they_were_packed(double volume, bool packed)
    {
        Assert.SkipUnless(Speech.Missing is null, Speech.Missing ?? "");
        var voice = await Speech.PcmAsync();
        for (var index = 0; index < voice.Length; index += 2)
            BinaryPrimitives.WriteInt16LittleEndian(
                voice.AsSpan(index),
                (short)(BinaryPrimitives.ReadInt16LittleEndian(voice.AsSpan(index)) * volume)
            );

        if (packed)
            voice = PackedSound.Unpack(new SoundPacker().Pack(voice.AsSpan(0, voice.Length & ~3)))!;
        var heard = await ListenAsync(voice);

        Assert.Contains(heard, sound => sound.Duration * sound.Speech >= TimeSpan.FromSeconds(3) && sound.Confidence > 0.8);
        Assert.All(heard, sound => Assert.InRange(sound.Duration, TimeSpan.Zero, VoiceMemory.Stretch + TimeSpan.FromSeconds(0.1)));
    }

    [Theory]
    [InlineData("silence")]
    [InlineData("noise")]
    [InlineData("hum")]
    [InlineData("clicks")]
    public async Task Other_sounds_are_not_detected_as_a_voice(string kind)
    {
        var random = new Random(7);
        var heard = await ListenAsync(
            Samples(
                10,
                second =>
                    kind switch
                    {
                        "noise" => 0.2 * (random.NextDouble() * 2 - 1),
                        "hum" => 0.2 * Math.Sin(2 * Math.PI * 50 * second),
                        // A keyboard: four strokes a second, each a burst of noise that fades in 15 ms.
                        "clicks" => 0.6 * (random.NextDouble() * 2 - 1) * Math.Exp(-second % 0.25 / 0.005),
                        _ => 0,
                    }
            )
        );

        Assert.Equal(20, heard.Count);
        Assert.All(heard, sound => Assert.InRange(sound.Duration * sound.Speech, TimeSpan.Zero, TimeSpan.FromSeconds(0.5)));
    }

    [Fact]
    public async Task After_a_gap_only_recent_sound_counts()
    {
        Assert.SkipUnless(Speech.Missing is null, Speech.Missing ?? "");
        var voice = await Speech.PcmAsync();
        using var detector = await DetectorAsync();
        var memory = new VoiceMemory();
        Play(detector, memory, voice.AsSpan(0, 4 * 32_000), Start);

        var later = Play(detector, memory, Samples(1, _ => 0), Start.AddMinutes(1));

        Assert.Equal(0, later[^1].Speech);
    }

    [Fact]
    public void Without_its_model_sound_is_unknown_and_nothing_is_thrown()
    {
        using var folder = new TemporaryFolder();
        using var detector = new VoiceDetector(
            new ModelStore(folder.Path, ModelManifest.BuiltIn()),
            TimeProvider.System,
            NullLogger<VoiceDetector>.Instance
        );

        Assert.False(detector.Load());
        Assert.Null(detector.Listen(new byte[16_000], Start, new VoiceMemory()));
    }

    [Fact]
    public void A_mouth_that_opens_and_closes_moves_and_an_invisible_one_is_unknown()
    {
        var mouth = new MouthMemory();
        Assert.Null(mouth.MovedSince(Start));
        for (var frame = 0; frame < 8; frame++)
            mouth.Saw(0.04f + frame % 2 * 0.03f, Start.AddSeconds(frame * 0.5));
        Assert.False(mouth.MovedSince(Start));
        for (var frame = 8; frame < 16; frame++)
            mouth.Saw(0.04f + frame % 2 * 0.2f, Start.AddSeconds(frame * 0.5));
        Assert.True(mouth.MovedSince(Start.AddSeconds(2)));
        for (var frame = 16; frame < 40; frame++)
            mouth.Saw(null, Start.AddSeconds(frame * 0.5));
        Assert.Null(mouth.MovedSince(Start.AddSeconds(14)));
    }

    static async Task<List<Sound>> ListenAsync(byte[] pcm)
    {
        using var detector = await DetectorAsync();
        return Play(detector, new VoiceMemory(), pcm, Start);
    }

    static async Task<VoiceDetector> DetectorAsync() =>
        new(
            await RestoredModels.StoreAsync(TestContext.Current.CancellationToken),
            TimeProvider.System,
            NullLogger<VoiceDetector>.Instance
        );

    /// <summary>Plays sound as a page sends it: half a second at a time.</summary>
    static List<Sound> Play(VoiceDetector detector, VoiceMemory memory, ReadOnlySpan<byte> pcm, DateTime at)
    {
        List<Sound> heard = [];
        for (; pcm.Length > 0; pcm = pcm[Math.Min(16_000, pcm.Length)..])
            heard.Add(detector.Listen(pcm[..Math.Min(16_000, pcm.Length)], at = at.AddSeconds(0.5), memory)!);
        return heard;
    }

    static byte[] Samples(double seconds, Func<double, double> wave)
    {
        var pcm = new byte[(int)(seconds * VoiceModel.Rate) * 2];
        for (var index = 0; index < pcm.Length; index += 2)
            BinaryPrimitives.WriteInt16LittleEndian(pcm.AsSpan(index), (short)(32_767 * wave(index / 2.0 / VoiceModel.Rate)));
        return pcm;
    }
}
