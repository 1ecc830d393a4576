using Microsoft.Extensions.Localization;
using MudBlazor;
using Proctoring.Web.Resources;

namespace Proctoring.Web.Localization;

/// <summary>Supplies MudBlazor's own texts in the language of the page. The resource keys are MudBlazor's.</summary>
internal sealed class MudBlazorLocalizer(IStringLocalizer<MudBlazorTexts> texts) : MudLocalizer
{
    public override LocalizedString this[string key] => texts[key];

    public override LocalizedString this[string key, params object[] arguments] => texts[key, arguments];
}
