using Proctoring.Core.Exams;
using Xunit;

namespace Proctoring.Tests.Exams;

/// <summary>The setting of the pictures of the screen.</summary>
public sealed class ScreenCaptureTests
{
    [Theory]
    [InlineData("off", null)]
    [InlineData("at_flags", 0)]
    [InlineData("every 30 s", 30)]
    public void A_setting_is_read_and_written(string text, int? seconds)
    {
        Assert.Equal(seconds, ScreenCapture.Parse(text)!.Value.Seconds);
        Assert.Equal(text, new ScreenCapture(seconds).ToString());
    }

    [Theory]
    [InlineData("on")]
    [InlineData("every 4 s")]
    [InlineData("every 601 s")]
    [InlineData("every 30")]
    [InlineData("")]
    public void Another_setting_is_refused(string text) => Assert.Null(ScreenCapture.Parse(text));

    [Fact]
    public void Of_two_the_fewer_pictures_count()
    {
        var (slow, fast) = (new ScreenCapture(60), new ScreenCapture(10));

        Assert.Equal(slow, fast.AtMost(slow));
        Assert.Equal(ScreenCapture.AtFlags, fast.AtMost(ScreenCapture.AtFlags));
        Assert.Equal(ScreenCapture.Off, ScreenCapture.Off.AtMost(fast));
    }
}
