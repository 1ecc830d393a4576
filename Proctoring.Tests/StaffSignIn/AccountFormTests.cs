using Proctoring.Web.StaffSignIn;
using Xunit;

namespace Proctoring.Tests.StaffSignIn;

/// <summary>What a form about an account refuses.</summary>
public sealed class AccountFormTests
{
    [Theory]
    [InlineData("محمد بن علي")]
    [InlineData("Maximiliane von Hohenstein")]
    [InlineData("क्षत्रिय कुमार")]
    [InlineData("می\u200Cخواهم")]
    public void A_name_in_any_script_is_accepted(string name) => Assert.Null(AccountForm.Mistake(name, "someone@example.org"));

    [Theory]
    [InlineData("Ada\u202Eecalevol")]
    [InlineData("\u2068Ada")]
    [InlineData("A\u200Bda")]
    [InlineData("Ada\u00AD")]
    [InlineData("Ada\u0007")]
    public void A_name_with_hidden_characters_is_refused(string name) =>
        Assert.Equal(
            "The name has invisible or direction-changing characters. Type it without them.",
            AccountForm.Mistake(name, "someone@example.org")
        );
}
