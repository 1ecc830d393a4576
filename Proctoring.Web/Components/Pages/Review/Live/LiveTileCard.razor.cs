using Microsoft.AspNetCore.Components;
using Proctoring.Core.Reviews;
using Proctoring.Core.Rules;
using Proctoring.Core.Sessions.Updates;

namespace Proctoring.Web.Components.Pages.Review.Live;

/// <summary>One running session on the wall. All tiles are equally large, whatever they have to say.</summary>
public sealed partial class LiveTileCard
{
    [Parameter, EditorRequired]
    public LiveTile Tile { get; set; } = null!;

    /// <summary>The number of the picture to show; null for none.</summary>
    [Parameter]
    public long? Picture { get; set; }

    /// <summary>Whether the tile is small, for many candidates on one screen.</summary>
    [Parameter]
    public bool Dense { get; set; }

    string TitleOf(LiveFlag flag)
    {
        var title = RuleText.Title(flag.Type, flag.Title);
        return flag.GoesOn ? L["Live_TitleContinuing", title] : title;
    }

    bool Well => Tile is { Watching: WatchState.Active or WatchState.Waiting, Connected: not false };
}
