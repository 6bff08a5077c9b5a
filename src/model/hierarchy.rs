//! 体系: the four levels above a form.

use serde::{Deserialize, Serialize};

/// 基本項目 (Ⅰ).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BasicArea {
    /// 1 for Ⅰ.
    pub number: u32,
    /// Title without the number.
    pub title: String,
    /// 推進項目 in order.
    pub promotion_items: Vec<PromotionItem>,
}

/// 推進項目 (1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromotionItem {
    /// Number within the 基本項目, 1-based.
    pub number: u32,
    /// Title without the number.
    pub title: String,
    /// Groups in order.
    pub initiative_groups: Vec<InitiativeGroup>,
}

/// The group of 取組項目 (①).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InitiativeGroup {
    /// Number within the 推進項目, 1-based.
    pub number: u32,
    /// Title without the number.
    pub title: String,
    /// 取組項目 in order.
    pub initiatives: Vec<Initiative>,
}

/// 取組項目 ((1)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Initiative {
    /// Number within the group, 1-based.
    pub number: u32,
    /// `area-item-group-initiative`, such as `2-1-3-2`.
    pub id: String,
    /// Title without the number.
    pub title: String,
    /// 全課: every 課 answers.
    pub all_sections: bool,
    /// 【とりまとめ課】; `None` where no 課 gathers.
    pub coordinating_section: Option<String>,
    /// 実践課 in the order of the table; empty for 全課.
    pub responsible_sections: Vec<String>,
}
