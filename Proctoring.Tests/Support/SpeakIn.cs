using System.Globalization;
using Proctoring.Core.Localization;

namespace Proctoring.Tests.Support;

/// <summary>Runs the code of a test in another language until it is disposed.</summary>
internal sealed class SpeakIn : IDisposable
{
    readonly (CultureInfo Format, CultureInfo Text) before = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);

    public SpeakIn(string code)
    {
        var language = Language.Find(code)!;
        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (language.FormatCulture, language.TextCulture);
    }

    public void Dispose() => (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = before;
}
