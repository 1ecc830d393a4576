using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Proctoring.Core.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class ListIndexes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Violations_SessionId_BeganAt",
                table: "Violations");

            migrationBuilder.DropIndex(
                name: "IX_Sessions_CreatedAt",
                table: "Sessions");

            migrationBuilder.DropIndex(
                name: "IX_Sessions_ExamName_CreatedAt",
                table: "Sessions");

            migrationBuilder.DropIndex(
                name: "IX_Sessions_RiskScore_CreatedAt",
                table: "Sessions");

            migrationBuilder.DropIndex(
                name: "IX_FlagDecisions_SessionId",
                table: "FlagDecisions");

            migrationBuilder.CreateIndex(
                name: "IX_Violations_SessionId_Id_Severity_Type",
                table: "Violations",
                columns: new[] { "SessionId", "Id", "Severity", "Type" });

            migrationBuilder.CreateIndex(
                name: "IX_Sessions_CreatedAt_Id_ExamName_Practice_IsTest",
                table: "Sessions",
                columns: new[] { "CreatedAt", "Id", "ExamName", "Practice", "IsTest" });

            migrationBuilder.CreateIndex(
                name: "IX_Sessions_ExamName_CreatedAt_Id_Practice_IsTest",
                table: "Sessions",
                columns: new[] { "ExamName", "CreatedAt", "Id", "Practice", "IsTest" });

            migrationBuilder.CreateIndex(
                name: "IX_Sessions_RiskScore_CreatedAt_Id_ExamName_Practice_IsTest",
                table: "Sessions",
                columns: new[] { "RiskScore", "CreatedAt", "Id", "ExamName", "Practice", "IsTest" });

            migrationBuilder.CreateIndex(
                name: "IX_FlagDecisions_Counts",
                table: "FlagDecisions",
                columns: new[] { "SessionId", "WithdrawnAt", "ViolationId", "ReviewerId", "Decision", "DecidedAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Violations_SessionId_Id_Severity_Type",
                table: "Violations");

            migrationBuilder.DropIndex(
                name: "IX_Sessions_CreatedAt_Id_ExamName_Practice_IsTest",
                table: "Sessions");

            migrationBuilder.DropIndex(
                name: "IX_Sessions_ExamName_CreatedAt_Id_Practice_IsTest",
                table: "Sessions");

            migrationBuilder.DropIndex(
                name: "IX_Sessions_RiskScore_CreatedAt_Id_ExamName_Practice_IsTest",
                table: "Sessions");

            migrationBuilder.DropIndex(
                name: "IX_FlagDecisions_Counts",
                table: "FlagDecisions");

            migrationBuilder.CreateIndex(
                name: "IX_Violations_SessionId_BeganAt",
                table: "Violations",
                columns: new[] { "SessionId", "BeganAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Sessions_CreatedAt",
                table: "Sessions",
                column: "CreatedAt");

            migrationBuilder.CreateIndex(
                name: "IX_Sessions_ExamName_CreatedAt",
                table: "Sessions",
                columns: new[] { "ExamName", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Sessions_RiskScore_CreatedAt",
                table: "Sessions",
                columns: new[] { "RiskScore", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_FlagDecisions_SessionId",
                table: "FlagDecisions",
                column: "SessionId");
        }
    }
}
