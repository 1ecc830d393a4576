using System.Globalization;
using Microsoft.AspNetCore.Components;
using Proctoring.Core.Observations;

namespace Proctoring.Web.Components.Pages.Candidate.Result;

/// <summary>One evidence picture, large, with what was marked in it laid over.</summary>
public sealed partial class EvidenceDialog
{
    bool showBoxes = true;

    [Parameter]
    public string Address { get; set; } = "";

    [Parameter]
    public string Alt { get; set; } = "";

    /// <summary>What the model marked; the picture itself stays as it was taken.</summary>
    [Parameter]
    public IReadOnlyList<Box> Boxes { get; set; } = [];

    static string Number(float fraction) => fraction.ToString("0.####", CultureInfo.InvariantCulture);
}
