using System.Security.Cryptography;
using System.Text;
using Proctoring.Core;
using Proctoring.Core.Exams;
using Proctoring.Tests.Support;
using Proctoring.Web.Components.ExamRoom;
using Xunit;

namespace Proctoring.Tests.Localization;

/// <summary>A session stores the version of the text to which its candidate agreed, so a changed text needs a new version.</summary>
public sealed class ConsentTextTests
{
    /// <summary>The version and the first half of the hash of its English text.</summary>
    const string Pinned = "2026-11-30.1 63098f004655055db4a6f8a871b67672";

    [Fact]
    public void A_changed_text_has_a_new_version()
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Copy())))[..32];

        Assert.Equal(Pinned, $"{ConsentText.Version} {hash}");
    }

    [Theory]
    [InlineData("de", "Example University")]
    [InlineData("ar", "Example University")]
    public void The_copy_is_in_the_readers_language_and_names_the_organisation(string code, string organisation)
    {
        var english = Copy();
        using var speak = new SpeakIn(code);
        var copy = ConsentText.Copy(
            FlagEvidence.Strip,
            ScreenCapture.Off,
            RoomCameraUse.Off,
            "–",
            framed: false,
            new PrivacyOptions { Controller = organisation, EvidenceDays = 30 },
            default
        );

        Assert.Contains(organisation, copy, StringComparison.Ordinal);
        Assert.Contains("30", copy, StringComparison.Ordinal);
        Assert.NotEqual(english, copy);
    }

    [Fact]
    public void The_screen_is_named_only_if_the_policy_asks_for_it()
    {
        Assert.DoesNotContain("Pictures of your whole screen", Copy(ScreenCapture.Off), StringComparison.Ordinal);
        Assert.Contains("Your screen and other programs are not monitored.", Copy(ScreenCapture.Off), StringComparison.Ordinal);
        Assert.DoesNotContain("Your screen and other programs are not monitored.", Copy(), StringComparison.Ordinal);
        Assert.Contains("- Pictures of your whole screen at more serious events. ", Copy(ScreenCapture.AtFlags), StringComparison.Ordinal);
        Assert.Contains("every 30 s if the screen has changed", Copy(new ScreenCapture(30)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RoomCameraUse.Off, false)]
    [InlineData(RoomCameraUse.Offered, true)]
    [InlineData(RoomCameraUse.Required, true)]
    public void The_phone_is_named_only_if_the_policy_uses_it(RoomCameraUse use, bool named) =>
        Assert.Equal(
            named,
            Copy(ScreenCapture.Off, use).Contains("Pictures from the camera of your phone", StringComparison.Ordinal)
        );

    /// <summary>The longest text.</summary>
    static string Copy() => Copy(new ScreenCapture(30), RoomCameraUse.Required);

    static string Copy(ScreenCapture screen, RoomCameraUse room = RoomCameraUse.Off) =>
        ConsentText.Copy(
            FlagEvidence.Strip,
            screen,
            room,
            "–",
            framed: false,
            new PrivacyOptions(),
            default,
            HeadChallengeTime.AtRandom
        );
}
