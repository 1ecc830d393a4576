using Proctoring.Core.Audio;
using Proctoring.Tests.Vision.Onnx;
using Xunit;

namespace Proctoring.Tests.Audio;

/// <summary>Sounds without a voice do not count as a voice.</summary>
public sealed class VoiceModelTests
{
    [Theory]
    [InlineData("silence")]
    [InlineData("hum")]
    [InlineData("noise")]
    [InlineData("clicks")]
    public async Task Sounds_without_a_voice_score_low(string sound)
    {
        using var model = new VoiceModel(await RestoredModels.StoreAsync(TestContext.Current.CancellationToken));
        var (stream, random) = (new VoiceStream(), new Random(1));
        for (var part = 0; part < 60; part++)
        {
            float[] samples =
            [
                .. Enumerable
                    .Range(part * VoiceModel.Step, VoiceModel.Step)
                    .Select(t =>
                        sound switch
                        {
                            "hum" => 0.2f * MathF.Sin(2 * MathF.PI * 50 * t / VoiceModel.Rate),
                            "noise" => 0.05f * (random.NextSingle() - 0.5f),
                            "clicks" => t % 4000 < 20 ? 0.5f : 0,
                            _ => 0,
                        }
                    ),
            ];
            Assert.InRange(model.Read(stream, samples), 0, sound == "silence" ? 0.1f : 0.5f);
        }
    }

    [Fact]
    public async Task Streams_do_not_affect_each_other()
    {
        using var model = new VoiceModel(await RestoredModels.StoreAsync(TestContext.Current.CancellationToken));
        var (one, other) = (new VoiceStream(), new VoiceStream());
        float[] sweep = [.. Enumerable.Range(0, VoiceModel.Step).Select(t => 0.3f * MathF.Sin(t * t * 0.001f))];
        float[] alone = [model.Read(one, sweep), model.Read(one, sweep)];

        Assert.Equal(alone[0], model.Read(other, sweep), 1e-6f);
        Assert.Throws<ArgumentException>(() => model.Read(other, sweep.AsSpan(1)));
        Assert.Equal(alone[1], model.Read(other, sweep), 1e-6f);
    }
}
