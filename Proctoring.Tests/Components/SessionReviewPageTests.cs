using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Microsoft.JSInterop;
using MudBlazor.Services;
using Proctoring.Core.Exams;
using Proctoring.Core.Reviews;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.Components.Pages.Review;
using Proctoring.Web.Components.Pages.Review.Live;
using Proctoring.Web.Components.Pages.Review.SessionReview;
using Xunit;

namespace Proctoring.Tests.Components;

/// <summary>Tests the parts of the review pages and the logic behind them.</summary>
public sealed class SessionReviewPageTests : BunitContext
{
    static readonly DateTime Noon = new(2026, 3, 4, 12, 0, 0, DateTimeKind.Utc);

    public SessionReviewPageTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices();
        Services.AddLocalization();
        Services.AddSingleton(TimeProvider.System);
        Services.AddScoped(services => new ViewerClock(services.GetRequiredService<IJSRuntime>()));
    }

    [Fact]
    public void A_flag_shows_the_evidence_for_and_against_it()
    {
        var page = Render<FlagView>(parameters =>
            parameters
                .Add(view => view.Flag, Flag(reply: "I looked at the door.", warned: Noon.AddSeconds(3)))
                .Add(view => view.Boxes, true)
                .Add(view => view.AddressOf, _ => "/picture")
                .Add(view => view.Notes, [new CaseNote(Guid.Empty, "Omar", "another flag's", Noon)])
        );

        Assert.Contains("in 5 of 6 frames", page.Find("[data-testid=flag-frames]").TextContent, StringComparison.Ordinal);
        Assert.Equal("mesh 1.2", page.Find("[data-testid=flag-model]").TextContent);
        Assert.Contains("was warned at 12:00:03", page.Find("[data-testid=flag-warned]").TextContent, StringComparison.Ordinal);
        Assert.Contains("I looked at the door.", page.Find("[data-testid=flag-reply]").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[data-testid=flag-note]"));
        Assert.Equal(2, page.FindAll("[data-testid=flag-boxes] rect").Count);
        page.Render(parameters => parameters.Add(view => view.Boxes, false));
        Assert.Empty(page.FindAll("[data-testid=flag-boxes]"));
    }

    [Fact]
    public void A_strip_is_stepped_played_and_enlarged_and_each_picture_has_its_own_boxes()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(Noon));
        Services.AddSingleton<TimeProvider>(clock);
        var strip = new CaseStrip(
            Guid.NewGuid(),
            [
                .. Enumerable
                    .Range(0, 4)
                    .Select(index => new StripFrame(Noon.AddSeconds(index / 2.0 - 1), index < 2 ? [] : [new(0, 0, 1, 1)])),
            ]
        );
        var page = Render<FlagView>(parameters =>
            parameters
                .Add(view => view.Flag, Flag() with { Strip = strip, Model = null, Pictures = [], ConcernsIdentity = true })
                .Add(view => view.Boxes, true)
                .Add(view => view.AddressOf, id => $"/evidence/{id:D}?key=x")
                .Add(view => view.StartPhoto, "/start-photo")
                .Add(view => view.Similarity, 0.62)
                .Add(view => view.Notes, [])
        );
        string Shown() => page.Find("[data-testid=flag-picture]").GetAttribute("src")!.Split("frame=")[^1];
        var picture = page.Instance.Picture!;

        // A report of the browser begins with the picture of its moment.
        Assert.Equal("2", Shown());
        Assert.Single(page.FindAll("[data-testid=flag-boxes]"));
        Assert.Equal("/start-photo", page.Find("[data-testid=start-photo] img").GetAttribute("src"));
        Assert.Contains("0.62", page.Find("[data-testid=start-photo]").TextContent, StringComparison.Ordinal);
        page.InvokeAsync(() => picture.Step(-1));
        Assert.Equal("1", Shown());
        Assert.Empty(page.FindAll("[data-testid=flag-boxes]"));
        Assert.Contains("Picture 2 of 4", page.Find("[data-testid=taken-at]").TextContent, StringComparison.Ordinal);
        page.InvokeAsync(() => picture.Step(9));
        Assert.Equal("3", Shown());

        page.Find("[data-testid=play]").Click();
        Assert.Equal("0", Shown());
        for (var frame = 1; frame < 4; frame++)
        {
            clock.Advance(TimeSpan.FromSeconds(0.5));
            var number = frame.ToString(System.Globalization.CultureInfo.InvariantCulture);
            page.WaitForAssertion(() => Assert.Equal(number, Shown()), TimeSpan.FromSeconds(30));
        }

        page.WaitForAssertion(
            () => Assert.Equal("false", page.Find("[data-testid=play]").GetAttribute("aria-pressed")),
            TimeSpan.FromSeconds(30)
        );
        page.Find("[data-testid=enlarge]").Click();
        Assert.Equal("dialog", page.Find("[data-testid=flag-figure]").GetAttribute("role"));
        page.InvokeAsync(picture.ToggleZoom);
        Assert.Null(page.Find("[data-testid=flag-figure]").GetAttribute("role"));
    }

    [Fact]
    public void A_flag_from_the_browser_has_no_picture_and_no_confidence()
    {
        var page = Render<FlagView>(parameters =>
            parameters
                .Add(view => view.Flag, Flag() with { Model = null, Pictures = [], Times = 3 })
                .Add(view => view.AddressOf, _ => "")
                .Add(view => view.Notes, [])
        );

        Assert.Contains("the browser reported this", page.Find("[data-testid=no-picture]").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[data-testid=flag-frames]"));
        Assert.Contains("3 times", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Similar_flags_have_the_same_kind_and_length_and_are_still_open()
    {
        var me = Guid.NewGuid();
        var flag = Flag() with { Detail = "31 degrees to the left of the picture" };
        CaseFlag[] all =
        [
            flag,
            Flag() with
            {
                Detail = "44 degrees to the left of the picture",
            },
            Flag() with
            {
                Detail = "44 degrees to the right of the picture",
            },
            Flag() with
            {
                Detail = "44 degrees to the left of the picture",
                EndedAt = Noon.AddSeconds(9),
            },
            Flag() with
            {
                Detail = "44 degrees to the left of the picture",
                Type = "suspicious_gaze",
            },
            Flag() with
            {
                Detail = "40 degrees to the left of the picture",
                Decisions = [new CaseDecision(Guid.NewGuid(), me, "me", Decision.Confirmed, null, Noon)],
            },
        ];

        var alike = AlikeFlags.Of(flag, all, me);

        Assert.Equal([all[0].Id, all[1].Id], alike.Flags.Select(one => one.Id));
        Assert.Equal("Head turned away, to the left of the picture, under 3 s", alike.DisplayText);
    }

    [Fact]
    public void The_most_urgent_tile_is_first_and_moves_down_only_after_a_calm_period()
    {
        var order = new WallOrder();
        var now = new DateTimeOffset(Noon);
        var tiles = Enumerable.Range(0, 50).Select(index => Tile(index)).ToList();
        Assert.Equal(tiles.Select(tile => tile.Id), order.Arrange(tiles, now).Select(tile => tile.Id));

        tiles[40] = tiles[40] with { Serious = true };
        Assert.Equal(tiles[40].Id, order.Arrange(tiles, now.AddSeconds(1))[0].Id);
        tiles[40] = tiles[40] with { Serious = false };
        Assert.Equal(tiles[40].Id, order.Arrange(tiles, now.AddSeconds(2))[0].Id);
        Assert.Equal(tiles[0].Id, order.Arrange(tiles, now.AddSeconds(30))[0].Id);
        // A few points of risk more or less move no tile.
        tiles[20] = tiles[20] with
        {
            Risk = 9,
        };
        Assert.Equal(tiles.Select(tile => tile.Id), order.Arrange(tiles, now.AddSeconds(31)).Select(tile => tile.Id));
    }

    [Fact]
    public void A_meaningless_address_filters_nothing()
    {
        var query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(
            "?severity=7&risk_from=NaN&from=yesterday&page=-3&status=99&verdict=maybe&assigned=maybe&sort=12"
        );

        Assert.False(FilterQuery.Read(query, Guid.NewGuid(), day => day.ToDateTime(TimeOnly.MinValue)).Narrows);
        Assert.Equal(0, FilterQuery.Read(query, null, _ => default).Page);
    }

    [Fact]
    public void Reviewers_who_agree_decide_a_flag_and_others_dispute_it()
    {
        var (one, other) = (Guid.NewGuid(), Guid.NewGuid());

        Assert.Equal(FlagState.Open, FlagStates.Of([], true));
        Assert.Equal(FlagState.Second, FlagStates.Of([(one, Decision.Confirmed), (one, Decision.Confirmed)], true));
        Assert.Equal(FlagState.Confirmed, FlagStates.Of([(one, Decision.Dismissed), (one, Decision.Confirmed)], false));
        Assert.Equal(FlagState.Confirmed, FlagStates.Of([(one, Decision.Confirmed), (other, Decision.Confirmed)], true));
        Assert.Equal(FlagState.Disputed, FlagStates.Of([(one, Decision.Confirmed), (other, Decision.Unsure)], false));
    }

    [Fact]
    public void The_wall_is_narrowed_by_search_and_exam_and_pinned_tiles_are_first()
    {
        var tiles = Enumerable.Range(0, 4).Select(index => Tile(index) with { ExamName = index < 2 ? "History" : "Art" }).ToList();
        var filter = new WallFilter(null, null, new HashSet<Guid> { tiles[3].Id });

        Assert.Equal([tiles[3], tiles[0], tiles[1], tiles[2]], filter.Apply(tiles));
        Assert.Equal([tiles[1]], (filter with { Search = " STUDENT 1" }).Apply(tiles));
        Assert.Equal([tiles[3], tiles[2]], (filter with { Search = "art" }).Apply(tiles));
        Assert.Equal([tiles[0], tiles[1]], (filter with { Exam = "History" }).Apply(tiles));
        Assert.Equal([tiles[3]], (filter with { OnlyPinned = true }).Apply(tiles));
        Assert.Empty((filter with { OnlyPinned = true, Exam = "History" }).Apply(tiles));
    }

    [Fact]
    public void A_new_high_flag_alarms_once_and_counts_in_the_title_for_a_while()
    {
        var alarms = new WallAlarms();
        var now = new DateTimeOffset(Noon);
        List<LiveTile> tiles = [Tile(0) with { HighFlags = 2 }, Tile(1)];

        Assert.False(alarms.Update(tiles, now));
        Assert.Equal(0, alarms.Count);
        tiles[1] = tiles[1] with { HighFlags = 1 };
        Assert.True(alarms.Update(tiles, now));
        Assert.False(alarms.Update(tiles, now));
        Assert.Equal(1, alarms.Count);
        tiles[0] = tiles[0] with { Serious = true };
        Assert.False(alarms.Update(tiles, now.AddSeconds(31)));
        Assert.Equal(1, alarms.Count);
    }

    [Fact]
    public void A_rule_is_marked_from_ten_decisions_with_three_fifths_dismissed()
    {
        Assert.True(new RuleNumbers("a", "A", 20, 4, 6, 0).IsBad);
        Assert.False(new RuleNumbers("a", "A", 20, 3, 6, 0).IsBad);
        Assert.False(new RuleNumbers("a", "A", 20, 5, 6, 0).IsBad);
    }

    static LiveTile Tile(int index) =>
        new()
        {
            Id = Guid.NewGuid(),
            Student = $"student {index}",
            ExamName = "Exam",
            StartedAt = Noon.AddSeconds(index),
            EndsAt = Noon.AddHours(1),
            Risk = 3,
            Flags = 0,
            MainFlag = null,
            Serious = false,
            Watching = WatchState.Active,
            Connected = true,
            Picture = 1,
        };

    static CaseFlag Flag(string? reply = null, DateTime? warned = null) =>
        new()
        {
            Id = Guid.NewGuid(),
            Type = "head_pose",
            Title = "Head turned away",
            Explanation = "People who think look away too.",
            Sentence = "Head turned away for 2 s.",
            Severity = Severity.Medium,
            BeganAt = Noon,
            EndedAt = Noon.AddSeconds(2),
            PeakConfidence = 0.9,
            MeanConfidence = 0.8,
            FramesSeen = 5,
            FramesLooked = 6,
            Model = "mesh 1.2",
            Threshold = 25,
            Detail = null,
            Times = 1,
            Objects = null,
            WarnedAt = warned,
            Pictures = [new CasePicture(Guid.NewGuid(), Noon, 0.9, [new(0.1f, 0.1f, 0.2f, 0.2f)])],
            Decisions = [],
            State = FlagState.Open,
            Reply = reply,
        };
}
