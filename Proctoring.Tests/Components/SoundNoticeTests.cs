using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.JSInterop;
using MudBlazor.Services;
using Proctoring.Core.Exams;
using Proctoring.Core.Reviews;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.Components.ExamRoom;
using Proctoring.Web.Components.Pages.Review.SessionReview;
using Xunit;

namespace Proctoring.Tests.Components;

/// <summary>Tests what candidates read about stored audio, and where reviewers play it.</summary>
public sealed class SoundNoticeTests : BunitContext
{
    static readonly DateTime Noon = new(2026, 3, 4, 12, 0, 0, DateTimeKind.Utc);

    public SoundNoticeTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices();
        Services.AddLocalization();
        Services.AddSingleton(TimeProvider.System);
        Services.AddScoped(services => new ViewerClock(services.GetRequiredService<IJSRuntime>()));
    }

    [Fact]
    public void Before_they_agree_candidates_read_that_audio_is_stored()
    {
        var text = Render<ConsentNotice>(parameters =>
            parameters.Add(notice => notice.Terms, new ConsentTerms(true, FlagEvidence.Still))
        ).Markup;

        Assert.Contains("up to 12 seconds of sound around it are stored, encrypted", text, StringComparison.Ordinal);
        Assert.DoesNotContain("No sound is stored.", text, StringComparison.Ordinal);
        Assert.Contains("and that sound around speech is stored.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void And_that_none_is_stored_if_none_is()
    {
        var text = Render<ConsentNotice>(parameters =>
            parameters.Add(notice => notice.Terms, new ConsentTerms(false, FlagEvidence.Still))
        ).Markup;

        Assert.Contains("No sound is stored.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("seconds of sound", text, StringComparison.Ordinal);
        Assert.Contains("agree to be monitored during this exam.", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        FlagEvidence.Strip,
        "up to 16 pictures, from three seconds before to three seconds after",
        "Pictures of the seconds around"
    )]
    [InlineData(FlagEvidence.Still, "with single pictures of it", "Single pictures of noticed moments")]
    [InlineData(FlagEvidence.None, "without pictures", "No pictures of noticed moments")]
    public void Before_they_agree_candidates_read_which_pictures_are_stored(FlagEvidence evidence, string exact, string brief)
    {
        var text = Render<ConsentNotice>(parameters =>
            parameters.Add(notice => notice.Terms, new ConsentTerms(KeepsSound: false, evidence))
        ).Markup;

        Assert.Contains(exact, text, StringComparison.Ordinal);
        Assert.Contains(brief, text, StringComparison.Ordinal);
        Assert.Single(System.Text.RegularExpressions.Regex.Matches(text, "The time and length of each event"));
    }

    [Fact]
    public void A_reviewer_plays_the_audio_and_reads_that_there_is_no_picture()
    {
        var sound = new CaseSound(Guid.NewGuid(), Noon.AddSeconds(3));
        var page = Render<FlagView>(parameters =>
            parameters
                .Add(view => view.Flag, Flag(sound))
                .Add(view => view.AddressOf, id => $"/evidence/{id:D}")
                .Add(view => view.Notes, [])
        );

        Assert.Equal($"/evidence/{sound.Id:D}", page.Find("[data-testid=sound-player]").GetAttribute("src"));
        Assert.Contains("Sound from 12:00:03", page.Find("[data-testid=sound]").TextContent, StringComparison.Ordinal);
        Assert.Contains("this was heard", page.Find("[data-testid=no-picture]").TextContent, StringComparison.Ordinal);
        Assert.Empty(
            Render<FlagView>(parameters =>
                    parameters.Add(view => view.Flag, Flag(null)).Add(view => view.AddressOf, _ => "").Add(view => view.Notes, [])
                )
                .FindAll("[data-testid=sound]")
        );
    }

    static CaseFlag Flag(CaseSound? sound) =>
        new()
        {
            Id = Guid.NewGuid(),
            Type = "audio_detected",
            Title = "Speech heard",
            Explanation = "A person spoke.",
            Sentence = "Speech heard for 4 s.",
            Severity = Severity.Medium,
            BeganAt = Noon,
            EndedAt = Noon.AddSeconds(4),
            PeakConfidence = 0.9,
            MeanConfidence = 0.8,
            FramesSeen = 5,
            FramesLooked = 6,
            Model = "silero-vad 5",
            Threshold = 0.5,
            Detail = null,
            Times = 1,
            Objects = null,
            WarnedAt = null,
            Pictures = [],
            Sound = sound,
            Decisions = [],
            State = FlagState.Open,
            Reply = null,
        };
}
