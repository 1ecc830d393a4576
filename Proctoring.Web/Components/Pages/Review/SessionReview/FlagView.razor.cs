using Microsoft.AspNetCore.Components;
using Proctoring.Core.Exams;
using Proctoring.Core.Reviews;
using Proctoring.Core.Rules;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.Pages.Review.SessionReview;

/// <summary>Shows the selected flag: its sentence, its pictures, and everything that speaks for and against it.</summary>
public sealed partial class FlagView
{
    FlagPicture? picture;

    [Parameter, EditorRequired]
    public CaseFlag Flag { get; set; } = null!;

    /// <summary>Whether the areas that the model marked are drawn over the picture.</summary>
    [Parameter]
    public bool Boxes { get; set; }

    [Parameter]
    public EventCallback OnToggleBoxes { get; set; }

    [Parameter, EditorRequired]
    public IReadOnlyList<CaseNote> Notes { get; set; } = [];

    /// <summary>The address of a picture or sound for this viewer.</summary>
    [Parameter, EditorRequired]
    public Func<Guid, string> AddressOf { get; set; } = null!;

    /// <summary>The address of the photo from the start of the session; null if there is none.</summary>
    [Parameter]
    public string? StartPhoto { get; set; }

    /// <summary>The similarity of that photo to the enrolled one, 0–1; null if no one is enrolled.</summary>
    [Parameter]
    public double? Similarity { get; set; }

    /// <summary>The answers of the session in the order of time.</summary>
    [Parameter]
    public IReadOnlyList<CaseAnswer> Answers { get; set; } = [];

    /// <summary>The pictures of the screen; null if the session did not ask for it.</summary>
    [Parameter]
    public CaseScreen? Screen { get; set; }

    /// <summary>The pictures of the room camera; null if the session did not use one.</summary>
    [Parameter]
    public CaseScreen? Room { get; set; }

    [Inject]
    ViewerClock Clock { get; set; } = null!;

    /// <summary>The picture with its strip.</summary>
    internal FlagPicture? Picture => picture;

    string Title => RuleText.Title(Flag.Type, Flag.Title);

    /// <summary>When and why pictures or audio were deleted; null if none were.</summary>
    string? Deleted =>
        Flag.Deletion is { } deletion ? L[$"Flag_Deleted{deletion.Cause}", DisplayText.Day(Clock.Local(deletion.At))].Value : null;

    /// <summary>Why a flag that should have a picture of the screen has none; null if none was to be taken.</summary>
    string? NoScreen =>
        Screen is null || Flag.Severity < Severity.Medium ? null
        : Screen.Deletion is { } deletion ? L[$"Flag_Deleted{deletion.Cause}", DisplayText.Day(Clock.Local(deletion.At))].Value
        : L["Flag_NoScreen"].Value;

    /// <summary>The room at the moment of the flag; null if no picture shows it. A flag of the room camera has its own picture.</summary>
    CaseScreenPicture? RoomPicture => OfRoomCamera ? null : Room?.At(Flag);

    bool OfRoomCamera => Flag.Type.StartsWith("room_", StringComparison.Ordinal);

    /// <summary>Why a flag that should have a picture of the room has none; null if none was to be taken.</summary>
    string? NoRoom =>
        Room is null || OfRoomCamera || Flag.Severity < Severity.Medium ? null
        : Room.Deletion is { } deletion ? L[$"Flag_Deleted{deletion.Cause}", DisplayText.Day(Clock.Local(deletion.At))].Value
        : L["Flag_NoRoom"].Value;

    string WhyNoPicture =>
        Flag switch
        {
            { Deletion: not null } => Deleted!,
            { Author: not null } => L["Flag_NoPicturePerson"],
            { Model: null } => L["Flag_NoPictureBrowser"],
            { Sound: not null } => L["Flag_NoPictureHeard"],
            _ => L["Flag_NoPicture"],
        };

    string At(DateTime time) => Clock.TimeWithSeconds(time);
}
