using System.Globalization;
using Microsoft.AspNetCore.Components;
using Proctoring.Core.Reviews;
using Proctoring.Core.Rules;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.Pages.Review.SessionReview;

/// <summary>The flag looked at: its sentence, its picture, and all that speaks for and against it.</summary>
public sealed partial class FlagView
{
    int picture;
    Guid shown;

    [Parameter, EditorRequired]
    public CaseFlag Flag { get; set; } = null!;

    /// <summary>Whether what the model marked is drawn over the picture.</summary>
    [Parameter]
    public bool Boxes { get; set; }

    [Parameter]
    public EventCallback OnToggleBoxes { get; set; }

    [Parameter, EditorRequired]
    public IReadOnlyList<CaseNote> Notes { get; set; } = [];

    /// <summary>Where a picture or sound is, for this viewer and a while.</summary>
    [Parameter, EditorRequired]
    public Func<Guid, string> AddressOf { get; set; } = null!;

    [Inject]
    ViewerClock Clock { get; set; } = null!;

    string Title => RuleText.Title(Flag.Type, Flag.Title);

    CasePicture Picture => Flag.Pictures[Math.Min(picture, Flag.Pictures.Count - 1)];

    protected override void OnParametersSet()
    {
        // The last one is the best.
        if (shown != Flag.Id)
            (shown, picture) = (Flag.Id, Math.Max(0, Flag.Pictures.Count - 1));
    }

    string WhyNoPicture =>
        Flag switch
        {
            { Model: null } => L["Flag_NoPictureBrowser"],
            { Sound: not null } => L["Flag_NoPictureHeard"],
            _ => L["Flag_NoPicture"],
        };

    void NextPicture() => picture = (picture + 1) % Flag.Pictures.Count;

    string At(DateTime time) => Clock.TimeWithSeconds(time);

    static string Number(float fraction) => fraction.ToString("0.####", CultureInfo.InvariantCulture);
}
