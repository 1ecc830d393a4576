using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using MudBlazor;
using Proctoring.Core;
using Proctoring.Core.Integration;
using Proctoring.Core.Storage.Staff;
using Proctoring.Core.Vision.Pictures;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Manage.Keys;

/// <summary>Changes the name, logo and colours of the frame for the system of a key.</summary>
public sealed partial class BrandingDialog
{
    string name = "";
    string color = "";
    string darkColor = "";
    string? presentLogo;
    CheckedPicture? logo;
    string? chosenName;
    string? problem;
    IReadOnlyList<BrandingMistake> mistakes = [];
    bool loaded;
    bool busy;

    /// <summary>A key of the system.</summary>
    [Parameter]
    [EditorRequired]
    public ApiKey Key { get; set; } = null!;

    [CascadingParameter]
    IMudDialogInstance Dialog { get; set; } = null!;

    [Inject]
    internal StaffAccess Access { get; set; } = null!;

    [Inject]
    internal SystemBrandings Brandings { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        if (await Access.ViewerAsync(StaffPolicies.Manage) is null)
        {
            problem = L["Manage_NotAllowed"];
            return;
        }

        if (await Brandings.OfKeyAsync(Key.Id, CancellationToken.None) is { } present)
            (name, color, darkColor, presentLogo) = (
                present.Name ?? "",
                present.Color ?? "",
                present.DarkColor ?? "",
                present.LogoFile
            );
        loaded = true;
    }

    bool IsWrong(string field) => mistakes.Any(mistake => mistake.Field == field);

    string? TextOf(string field) =>
        mistakes.FirstOrDefault(mistake => mistake.Field == field) is { } found
            ? L[$"BrandingFault_{found.Fault}", Contrast(found.Ratio), Contrast(ColorContrast.Readable)].Value
            : null;

    /// <summary>Rounded down: 4.46 must not read as 4.5.</summary>
    static string Contrast(double ratio) => (Math.Floor(ratio * 10) / 10).ToString("0.0", CultureInfo.CurrentCulture);

    async Task ReadLogoAsync(IBrowserFile? file)
    {
        if (file is null || busy)
            return;
        busy = true;
        try
        {
            var limits = SystemBrandings.LogoLimits;
            using var memory = new MemoryStream();
            if (file.Size <= limits.MaxBytes)
            {
                await using var stream = file.OpenReadStream(limits.MaxBytes);
                await stream.CopyToAsync(memory);
            }

            // An empty file, and so one that is too large, is no picture.
            var picture = PictureInspector.Inspect(memory.ToArray(), limits).Picture;
            problem = picture is null ? L["BrandingDialog_LogoRefused"] : (string?)null;
            if (picture is not null)
                (logo, chosenName, presentLogo) = (picture, file.Name, null);
        }
        catch (IOException)
        {
            problem = L["BrandingDialog_LogoRefused"];
        }
        finally
        {
            busy = false;
        }
    }

    void RemoveLogo() => (logo, chosenName, presentLogo) = (null, null, null);

    async Task SaveAsync()
    {
        if (busy)
            return;
        busy = true;
        try
        {
            if (await Access.ViewerAsync(StaffPolicies.Manage) is not { } viewer)
            {
                problem = L["Manage_NotAllowed"];
                return;
            }

            var change = new BrandingChange(name.Trim(), color.Trim(), darkColor.Trim(), logo) { KeepsLogo = presentLogo is not null };
            mistakes = await Brandings.SaveAsync(Key.Id, change, viewer, CancellationToken.None);
            if (mistakes.Count == 0)
                Dialog.Close();
        }
        finally
        {
            busy = false;
        }
    }
}
