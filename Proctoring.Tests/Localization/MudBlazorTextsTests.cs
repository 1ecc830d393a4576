using System.Resources;
using MudBlazor;
using Proctoring.Core.Localization;
using Proctoring.Web.Resources;
using Xunit;

namespace Proctoring.Tests.Localization;

/// <summary>The translations of MudBlazor's texts stay in step with MudBlazor.</summary>
public sealed class MudBlazorTextsTests
{
    [Fact]
    public void Every_key_is_one_of_MudBlazor()
    {
        var own = new ResourceManager("MudBlazor.Resources.LanguageResource", typeof(MudLocalizer).Assembly);

        Assert.All(ResourceFiles.Read(nameof(MudBlazorTexts), Language.English.Code).Keys, key => Assert.NotNull(own.GetString(key, null)));
    }
}
